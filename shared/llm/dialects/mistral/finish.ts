import { finishWords } from '../finish-words.ts';

export const FINISH = finishWords(
  { stop: 'stop', length: 'length', model_length: 'length', tool_calls: 'tool_calls', error: 'error' },
  {
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool_calls',
    error: 'error',
    content_filter: 'error',
    refusal: 'stop',
    pause: 'stop',
    other: 'stop',
  },
);
