/** Types of JavaScript, as people who write YAML and JSON call them. */
const KINDS: Readonly<Record<string, string>> = {
  record: 'a map',
  object: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  undefined: 'nothing',
};

/** What zod says of a value, as people say it: its own messages begin with what goes without saying, and speak of types of JavaScript. */
export function issueText(message: string): string {
  const said = message.replace(/^Invalid input: /, '');
  const [, wanted, found] = /^expected (\w+), received (\w+)$/.exec(said) ?? [];
  if (wanted === undefined || found === undefined) return said;
  return `expected ${KINDS[wanted] ?? wanted}, here is ${KINDS[found] ?? found}`;
}
