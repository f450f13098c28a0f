import { isObject } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { type Fields, spelling } from '../fields.ts';

const DIALECT = 'openai-chat';

/** The tokens of a stream are only told to who asks for them. That nobody did is remembered. */
export function readStreamUsage(fields: Fields, stream: boolean | undefined, options: unknown): void {
  if (stream === true && options === undefined) fields.spelled('$usage', 'untold');
}

/** Asks for the tokens of a stream, unless the request was read from one that did not. */
export function streamOptions({ stream, extensions }: ChatRequest, writing: Writing) {
  const own = extensions?.[DIALECT];
  if (stream !== true || own?.['$usage'] === 'untold' || own?.['stream_options'] !== undefined) return {};
  writing.note(`/extensions/${DIALECT}/stream_options`, {
    class: 'default-changed',
    severity: 'none',
    reason: 'The tokens of a stream are only told here where they are asked for.',
  });
  return { stream_options: { include_usage: true } };
}

/** Whether a client that sent `request` in this dialect is to be told the tokens of a stream. */
export function tellsUsage({ extensions }: ChatRequest): boolean {
  if (spelling(extensions, DIALECT, '$usage') === 'untold') return false;
  const options = extensions?.[DIALECT]?.['stream_options'];
  return !isObject(options) || options['include_usage'] === true;
}
