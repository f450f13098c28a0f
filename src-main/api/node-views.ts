import type { CheckResult, Completion, Hover } from '../../shared/api/api.ts';
import type { NodeDetail, NodeListItem } from '../../shared/api/view.ts';
import type { Program } from '../../shared/node/program.ts';
import type { Diagnostic } from '../../shared/node/source.ts';
import { generatedSource } from '../debugger/sources.ts';
import { completeAt } from '../language/complete.ts';
import { hoverAt } from '../language/hover.ts';
import { outlineOf } from '../language/outline.ts';
import { walkSteps } from '../language/program-walk.ts';
import type { ComparisonSummary } from '../store/types.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { statusOf } from './run-list.ts';

export function nodeListItem(
  workspace: Workspace,
  entry: NodeEntry,
  /** Its newest comparisons, newest first: the last that has a result says how the node stands. */
  recent: readonly ComparisonSummary[],
): NodeListItem {
  const diagnostics = workspace.nodes.diagnostics(entry);
  const count = (severity: string) => diagnostics.filter((each) => each.severity === severity).length;
  return {
    id: entry.id,
    file: entry.file,
    intent: entry.program?.intent ?? '',
    errors: count('error'),
    warnings: count('warning'),
    last: lastResult(recent),
  };
}

function lastResult(recent: readonly ComparisonSummary[]): NodeListItem['last'] {
  for (const one of recent) {
    const status = statusOf(one);
    if (status !== 'running' && status !== 'interrupted')
      return { comparison: one.id, status, at: one.startedAt };
  }
  return null;
}

export function nodeDetail(workspace: Workspace, entry: NodeEntry): NodeDetail {
  const { program } = entry;
  return {
    id: entry.id,
    file: entry.file,
    text: entry.text,
    hash: entry.hash,
    description: program?.description ?? '',
    inputs: program?.inputs ?? [],
    types: program?.types ?? {},
    testCases: program?.testCases.map(({ name, inputs }) => ({ name, inputs })) ?? [],
    ...(program && asksModels(workspace, program) ? { models: modelNames(workspace) } : {}),
    ...checked(program, workspace.nodes.diagnostics(entry)),
  };
}

function asksModels(workspace: Workspace, program: Program): boolean {
  let found = false;
  for (const { flow } of [program, ...workspace.callees(program).programs.values()])
    walkSteps(flow, (step) => {
      found ||= step.operation === 'llm_chat';
    });
  return found;
}

/** Families of models have no name of their own. */
function modelNames(workspace: Workspace): readonly string[] {
  return [...workspace.models().providers].flatMap(([provider, ids]) =>
    ids.filter((id) => !id.endsWith('*')).map((id) => `${provider}/${id}`),
  );
}

/** What a text that may not be saved says. */
export function checkResult(workspace: Workspace, text: string): CheckResult {
  const { program, diagnostics } = workspace.nodes.check(text);
  return checked(program, diagnostics);
}

function checked(program: Program | null, diagnostics: readonly Diagnostic[]): CheckResult {
  return {
    diagnostics,
    outline: program === null ? null : outlineOf(program),
    generated: program === null ? null : generatedSource(program),
  };
}

const KINDS = {
  field: 'field',
  operation: 'operation',
  value: 'value',
  type: 'type',
  name: 'variable',
  function: 'function',
  keyword: 'value',
} as const;

export function completions(
  workspace: Workspace,
  text: string,
  line: number,
  column: number,
): readonly Completion[] {
  const { grants, services } = workspace.effectConfig();
  const handlers = workspace.code.flatMap((file) => /^handlers\/(.+)\.(?:py|mjs)$/.exec(file)?.[1] ?? []);
  const context = {
    nodes: workspace.nodes.all().map(({ id }) => id),
    providers: Object.keys(services),
    handlers: [...new Set(handlers)],
    capabilities: grants,
    models: modelNames(workspace),
    routes: [...workspace.models().routes.keys()],
  };
  return completeAt(text, line, column, context).map(({ kind, insert, ...rest }) => ({
    ...rest,
    kind: KINDS[kind],
    insertText: insert,
    snippet: false,
  }));
}

export function hover(text: string, line: number, column: number): Hover | null {
  const found = hoverAt(text, line, column);
  return found && { range: found.range, text: `\`${found.title}\`\n\n${found.text}` };
}
