export default function hang() {
  for (;;);
}
