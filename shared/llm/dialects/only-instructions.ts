import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest, Message } from '../protocol/request.ts';
import type { Writing } from '../transform/writing.ts';
import { spelling } from './fields.ts';

/**
 * Requests of nothing but instructions: where those stand beside the turns there would be no turn, which is answered with an
 * error. One that the dialect itself said so stays as it is.
 */
export function isOnlyInstructions({ messages, extensions }: ChatRequest, dialect: Dialect): boolean {
  return (
    messages.length > 0 &&
    messages.every(({ role }) => role === 'system' || role === 'developer') &&
    messages.some(({ content }) => content.length > 0) &&
    spelling(extensions, dialect, '$turns') !== 'none'
  );
}

/** Instructions as what the user says. */
export function asTurn(message: Message, at: string, writing: Writing): Message {
  writing.note(`${at}/role`, {
    class: 'enum-collapsed',
    severity: 'medium',
    reason: `${writing.target.provider.name} answers instructions without a turn with an error: they were sent as what the user says.`,
  });
  return { ...message, role: 'user' };
}
