export default function quit() {
  process.exit(3);
}
