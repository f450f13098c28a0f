import type { ChatRequest, Tool } from '../protocol/request.ts';
import { sourceText, type Writing } from './writing.ts';

/** Which tools of a request reach the target: none that somebody else runs, and none whose name it refuses. */

const PATTERNS = new Map<string, RegExp>();

/** Whether the tool has a form at the target; where it has none, that is told. */
export function isCarried(tool: Tool, at: string, writing: Writing): boolean {
  const { dialect, name } = writing.target.provider;
  if ('foreign' in tool) {
    if (tool.foreign === dialect) return true;
    writing.noPlace(at, `a tool that only ${tool.foreign} knows`, 'high');
    return false;
  }
  const cell = writing.cell('tools');
  if (cell?.pattern === undefined || patternOf(cell.pattern).test(tool.name)) return true;
  writing.note(at, {
    class: 'rejected',
    severity: 'high',
    reason: `${name} answers a tool of this name with an error: it must match ${cell.pattern}.`,
    source: sourceText(cell),
  });
  return false;
}

function patternOf(pattern: string): RegExp {
  let made = PATTERNS.get(pattern);
  if (made === undefined) {
    made = new RegExp(`^(?:${pattern})$`);
    PATTERNS.set(pattern, made);
  }
  return made;
}

/** Whether the choice names a tool of the request that does not reach the target. */
export function isChoiceLost({ tools = [], toolChoice }: ChatRequest, writing: Writing): boolean {
  if (toolChoice?.type !== 'tool') return false;
  const named = tools.map((tool, i) => ({ tool, i })).filter(({ tool }) => nameOf(tool) === toolChoice.name);
  return named.length > 0 && !named.some(({ tool, i }) => isCarried(tool, `/tools/${i}`, writing));
}

function nameOf(tool: Tool): unknown {
  return 'foreign' in tool ? tool.value['name'] : tool.name;
}
