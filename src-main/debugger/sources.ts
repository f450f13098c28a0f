import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonSources } from '../../shared/api/api.ts';
import type { GeneratedSource } from '../../shared/api/view.ts';
import type { Program } from '../../shared/node/program.ts';
import { allSteps } from '../../shared/node/steps.ts';
import { outlineOf } from '../language/outline.ts';
import { generatePython } from '../runtimes/reference/codegen.ts';

export type HandlerSource = ComparisonSources['handlers'][number];

/** Both ports of every handler that the nodes name, as they are now; none where the workspace is not trusted. */
export function readHandlers(
  programs: ReadonlyMap<string, Program>,
  folder: string | null,
): readonly HandlerSource[] {
  if (folder === null) return [];
  const names = new Set<string>();
  for (const program of programs.values())
    for (const step of allSteps(program.flow)) if (step.operation === 'custom') names.add(step.handler);
  return [...names].flatMap((name) =>
    (
      [
        ['reference', 'py'],
        ['direct', 'mjs'],
      ] as const
    ).flatMap(([path, extension]) => {
      const file = `handlers/${name}.${extension}`;
      const text = readText(join(folder, file));
      return text === undefined ? [] : [{ name, file, path, text }];
    }),
  );
}

/** What the source panes show of a comparison. `program` is null where the text no longer checks. */
export function comparisonSources(
  file: string,
  text: string,
  program: Program | null,
  handlers: readonly HandlerSource[],
): ComparisonSources {
  return {
    node: { file, text, outline: program ? outlineOf(program) : [] },
    generated: program ? generatedSource(program) : null,
    handlers,
  };
}

/** What the reference path runs, with the lines of each step. */
export function generatedSource(program: Program): GeneratedSource {
  return { file: `${program.id}.py`, ...generatePython(program) };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
