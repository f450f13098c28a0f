import type { Finish } from '../../protocol/response.ts';

const FINISHES: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  model_length: 'length',
  tool_calls: 'tool_calls',
  error: 'error',
};

export function readFinish(raw: string): Finish {
  return Object.hasOwn(FINISHES, raw) ? (FINISHES[raw] as Finish) : 'other';
}

/** The nearest of the five words; the own word of this dialect where it is one of them. */
export function writeFinish(finish: Finish, raw: string | undefined): string {
  if (raw !== undefined && Object.hasOwn(FINISHES, raw) && FINISHES[raw] === finish) return raw;
  switch (finish) {
    case 'stop':
    case 'length':
    case 'tool_calls':
    case 'error':
      return finish;
    case 'content_filter':
      return 'error';
    case 'refusal':
    case 'pause':
    case 'other':
      return 'stop';
  }
}
