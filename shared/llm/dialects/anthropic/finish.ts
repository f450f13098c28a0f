import type { Finish } from '../../protocol/response.ts';

const FINISHES: Readonly<Record<string, Finish>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  pause_turn: 'pause',
  refusal: 'refusal',
};

export function readFinish(raw: string): Finish {
  return Object.hasOwn(FINISHES, raw) ? (FINISHES[raw] as Finish) : 'other';
}

/** The nearest of the seven words; the own word of this dialect where it is one of them. */
export function writeFinish(
  finish: Finish,
  raw: string | undefined,
  stopSequence: string | undefined,
): string {
  if (raw !== undefined && Object.hasOwn(FINISHES, raw) && FINISHES[raw] === finish) return raw;
  switch (finish) {
    case 'length':
      return 'max_tokens';
    case 'tool_calls':
      return 'tool_use';
    case 'refusal':
    case 'content_filter':
      return 'refusal';
    case 'pause':
      return 'pause_turn';
    case 'stop':
    case 'error':
    case 'other':
      return stopSequence === undefined ? 'end_turn' : 'stop_sequence';
  }
}
