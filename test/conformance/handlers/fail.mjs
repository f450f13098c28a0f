export default function fail({ message }) {
  throw new Error(message);
}
