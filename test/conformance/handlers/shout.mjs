export default function shout({ text }) {
  console.log(text);
  process.stdout.write(`${text}\n`);
  return text;
}
