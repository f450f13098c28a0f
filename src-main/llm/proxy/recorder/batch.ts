import { parseJsonText } from '../../../../shared/values/json-text.ts';
import type { Passed, Setup } from '../passed.ts';
import type { Exchange } from '../record.ts';
import type { Batch, BatchHead, PassedCall } from './messages.ts';

/** Calls as they cross over to the recording thread. */
export function batchOf(calls: readonly (Exchange | Passed)[]): Batch {
  const setups = new Map<Setup, number>();
  const pieces: Uint8Array[] = [];
  let length = 0;
  const add = (piece: Uint8Array): number => {
    pieces.push(piece);
    length += piece.length;
    return piece.length;
  };
  const heads = calls.map((call): PassedCall | Exchange => {
    if ('outcome' in call) return call;
    const number = setups.get(call.setup) ?? setups.size;
    setups.set(call.setup, number);
    return { ...call, setup: number, request: add(call.request), answer: add(call.answer) };
  });
  const head = JSON.stringify({ setups: [...setups.keys()], calls: heads } satisfies BatchHead);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { head, bytes };
}

export function callsOf({ head, bytes }: Batch): readonly (Exchange | Passed)[] {
  const { setups, calls } = parseJsonText(head) as BatchHead;
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return calls.map((call) => {
    if ('outcome' in call) return call;
    const setup = setups[call.setup];
    if (setup === undefined) throw new Error('a call without its setup');
    return { ...call, setup, request: take(call.request), answer: take(call.answer) };
  });
}

/** A batch as it is kept: JSON has no line end of its own. */
export function bytesOf({ head, bytes }: Batch): Buffer {
  return Buffer.concat([Buffer.from(`${head}\n`), bytes]);
}

export function batchIn(kept: Buffer): Batch {
  const end = kept.indexOf('\n');
  return { head: kept.toString('utf8', 0, end), bytes: kept.subarray(end + 1) };
}
