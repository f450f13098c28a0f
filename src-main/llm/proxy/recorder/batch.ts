import { parseJsonText } from '../../../../shared/values/json-text.ts';
import type { Passed, Setup } from '../passed.ts';
import type { Exchange } from '../record.ts';
import type { Batch, BatchHead, PassedCall } from './messages.ts';

/** Calls that are to cross over together. Their bytes are copied at once, so that nothing else is kept alive by them. */
export class BatchWriter {
  readonly traces: string[] = [];
  readonly #setups = new Map<Setup, number>();
  readonly #heads: (PassedCall | Exchange)[] = [];
  #bytes = Buffer.allocUnsafeSlow(16 * 1024);
  #length = 0;

  add(call: Exchange | Passed): void {
    this.traces.push(call.trace);
    if ('outcome' in call) {
      this.#heads.push(call);
      return;
    }
    const { setup, request, answer, ...rest } = call;
    this.#write(request);
    this.#write(answer);
    const number = this.#setups.get(setup) ?? this.#setups.size;
    this.#setups.set(setup, number);
    this.#heads.push({ ...rest, setup: number, request: request.length, answer: answer.length });
  }

  #write(piece: Uint8Array): void {
    const end = this.#length + piece.length;
    if (end > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#bytes.length));
      more.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = more;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = end;
  }

  /** All of them; nothing is added after it. */
  end(): Batch {
    const head = { setups: [...this.#setups.keys()], calls: this.#heads } satisfies BatchHead;
    return { head: JSON.stringify(head), bytes: this.#bytes.subarray(0, this.#length) };
  }
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
