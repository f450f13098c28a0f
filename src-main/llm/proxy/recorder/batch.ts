import { parseJsonText } from '../../../../shared/values/json-text.ts';
import type { Passed, Setup } from '../passed.ts';
import type { Exchange } from '../record.ts';
import type { Batch, BatchHead, PassedCall } from './messages.ts';

/** Calls that are to cross over together. Their bytes are copied at once, so that nothing else is kept alive by them. */
export class BatchWriter {
  readonly traces: string[] = [];
  readonly #setups = new Map<Setup, number>();
  readonly #heads: (PassedCall | Exchange)[] = [];
  readonly #bytes: Buffer;
  #length = 0;

  /** With room for a call, and maybe more. */
  constructor(call: Exchange | Passed) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(ROOM, sizeOf(call)));
  }

  /** False: it needs more room than there is. */
  add(call: Exchange | Passed): boolean {
    if (sizeOf(call) > this.#bytes.length - this.#length) return false;
    this.traces.push(call.trace);
    if ('outcome' in call) this.#heads.push(call);
    else {
      const { setup, request, answer, ...rest } = call;
      const number = this.#setups.get(setup) ?? this.#setups.size;
      this.#setups.set(setup, number);
      this.#heads.push({
        ...rest,
        setup: number,
        request: this.#write(request),
        answer: this.#write(answer),
      });
    }
    return true;
  }

  #write(piece: Uint8Array): number {
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
    return piece.length;
  }

  /** All of them; nothing is added after it. */
  end(): Batch {
    const head = { setups: [...this.#setups.keys()], calls: this.#heads } satisfies BatchHead;
    return { head: JSON.stringify(head), bytes: this.#bytes.subarray(0, this.#length) };
  }
}

/** What comes in one moment of a flood. */
const ROOM = 256 * 1024;

/** Of what is not written into the head. */
function sizeOf(call: Exchange | Passed): number {
  return 'outcome' in call ? 0 : call.request.length + call.answer.length;
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
