import type { Finish } from '../../protocol/response.ts';
import { type FinishWords, finishWords } from '../finish-words.ts';

const WORDS: Readonly<Record<string, Finish>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  pause_turn: 'pause',
  refusal: 'refusal',
};

const nearest = (stop: string): Readonly<Record<Finish, string>> => ({
  stop,
  error: stop,
  other: stop,
  length: 'max_tokens',
  tool_calls: 'tool_use',
  refusal: 'refusal',
  content_filter: 'refusal',
  pause: 'pause_turn',
});

export const FINISH = finishWords(WORDS, nearest('end_turn'));
const AT_STOP_SEQUENCE = finishWords(WORDS, nearest('stop_sequence'));

/** An end at one of the texts that were asked for has a word of its own. */
export function finishAt(stopSequence: string | undefined): FinishWords {
  return stopSequence === undefined ? FINISH : AT_STOP_SEQUENCE;
}
