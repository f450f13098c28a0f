import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** One line longer than this is no event. */
const MAX_LINE = 64 * 1024 * 1024;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** null where the line is too long to be read. */
  readonly text: string | null;
}

/** The lines of a file that hold anything, in lots as they are read: the file may be larger than memory. */
export async function* readLines(file: string): AsyncGenerator<readonly Line[]> {
  const decoder = new StringDecoder('utf8');
  let number = 0;
  let rest = '';
  let tooLong = false;
  const take = (text: string, lot: Line[]): void => {
    number++;
    if (tooLong) lot.push({ number, text: null });
    else if (/\S/.test(text)) lot.push({ number, text: number === 1 ? text.replace(/^\ufeff/, '') : text });
    tooLong = false;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const parts = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = parts.pop() ?? '';
    const lot: Line[] = [];
    for (const text of parts) take(text, lot);
    if (rest.length > MAX_LINE) {
      rest = '';
      tooLong = true;
    }
    if (lot.length > 0) yield lot;
  }
  const last: Line[] = [];
  const tail = rest + decoder.end();
  if (tail !== '' || tooLong) take(tail, last);
  if (last.length > 0) yield last;
}
