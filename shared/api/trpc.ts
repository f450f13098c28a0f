import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import type { Api } from './api.ts';
import { ApiError, type ApiErrorCode } from './error.ts';

/** What routers and their procedures are made with. */
export const t = initTRPC.context<{ readonly api: Api }>().create({
  errorFormatter({ shape, error }) {
    const { code, message } = explain(error.cause, error.code);
    return { message, code: shape.code, data: { code } };
  },
});

/** What a client may know of a failure: expected ones as they are, bad input by its place, bugs not at all. */
function explain(cause: unknown, code: string): { readonly code: ApiErrorCode; readonly message: string } {
  if (cause instanceof ApiError) return { code: cause.code, message: cause.message };
  if (cause instanceof z.ZodError) {
    const issue = cause.issues[0];
    return {
      code: 'invalid',
      message: `${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'invalid'}`,
    };
  }
  if (code === 'NOT_FOUND' || code === 'PARSE_ERROR' || code === 'BAD_REQUEST')
    return { code: 'invalid', message: 'There is no such call.' };
  return { code: 'internal', message: 'Something went wrong inside Parallax; its log says what.' };
}
