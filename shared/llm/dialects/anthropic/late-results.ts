import type { Part } from '../../protocol/part.ts';

/** Whether results stand behind something else. */
export function hasLateResults(content: readonly Part[]): boolean {
  let other = false;
  for (let k = 0; k < content.length; k++) {
    if (content[k]?.type !== 'tool_result') other = true;
    else if (other) return true;
  }
  return false;
}
