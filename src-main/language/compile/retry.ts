import type { Retry } from '../../../shared/node/program.ts';
import { BACKOFFS, RETRY_POLICY } from '../schema/steps.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { type Context, countOf, durationOf, oneOf, readFields } from './context.ts';

/** A step's `retry_policy`. */
export function retryOf(node: YamlNode, context: Context): Retry | null {
  const fields = readFields(node, RETRY_POLICY, context);
  if (!fields) return null;
  return {
    maxAttempts: countOf(fields.get('max_attempts'), 'max_attempts', 3, 1, context),
    backoff: oneOf(fields.get('backoff'), 'backoff', BACKOFFS, 'exponential', context),
    initialDelayMs: durationOf(fields.get('initial_delay'), 'initial_delay', context) ?? 1000,
    maxDelayMs: durationOf(fields.get('max_delay'), 'max_delay', context),
  };
}
