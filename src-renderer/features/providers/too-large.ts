import { composedBytes, type LlmComposed, MOST_COMPOSED } from '../../../shared/api/llm-composed.ts';
import { showBytes } from '../../components/time.ts';

/** A sentence where more is composed than is kept; else null. */
export function tooLarge(composed: LlmComposed): string | null {
  const bytes = composedBytes(composed);
  return bytes <= MOST_COMPOSED
    ? null
    : `This request takes ${showBytes(bytes)}, and no more than ${showBytes(MOST_COMPOSED)} are kept: after a reload it is as it was before.`;
}
