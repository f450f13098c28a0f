import type { Dialect } from '../protocol/part.ts';
import type { Message } from '../protocol/request.ts';
import type { Writing } from '../transform/writing.ts';

/**
 * Whether nothing is left of a message that said something. It is not sent at all then: as an empty turn it is refused, or read as
 * silence. What it said is told part by part.
 */
export function isNothingLeft(
  { content, name, extensions }: Message,
  dialect: Dialect,
  at: string,
  writing: Writing,
): boolean {
  const own = extensions?.[dialect];
  if (content.length === 0 || (own !== undefined && Object.keys(own).some((key) => !key.startsWith('$'))))
    return false;
  if (name !== undefined)
    writing.noPlace(`${at}/name`, 'the name of a message of which nothing is left', 'low');
  return true;
}

/** Says that a refusal is sent as what it is in words: there is no other place for it. */
export function noteRefusal(path: string, writing: Writing): void {
  writing.note(`${path}/type`, {
    class: 'emulated',
    severity: 'low',
    reason: `${writing.target.provider.name} knows no refusals: its words were sent as a text.`,
  });
}
