import type { Program } from '../../../shared/node/program.ts';
import { writeContracts, writeNode } from './declarations.ts';
import { call, laidOut } from './layout.ts';
import { PythonModule } from './module.ts';
import { commentText, docstring } from './python-text.ts';
import { type LineMap, writeSteps } from './steps.ts';

export interface GeneratedPython {
  readonly text: string;
  /** First and last line (from 1) of each step's functions, by step path. */
  readonly lines: LineMap;
}

/** The node as a Python module: same program, same text. */
export function generatePython(program: Program): GeneratedPython {
  const module = new PythonModule();
  const lines: LineMap = {};
  writeNode(module, program);
  writeContracts(module, program);
  const steps = writeSteps(module, program.flow, lines);
  module.function({
    decorator: 'node.flow',
    name: 'flow',
    parameters: ['run', 'frame'],
    returns: 'None',
    doc: 'The steps of the node, in order.',
    body: laidOut(call('run.sequence', 'frame', ...steps), ''),
  });
  const head = [
    `# AUTO-GENERATED from ${commentText(program.id)} (sha256 ${commentText(program.hash)}).`,
    '# Edit the node: changes made here are lost.',
    ...docstring([program.intent.replaceAll('_', ' '), program.description]),
    '',
    ...module.imports.lines(),
  ];
  const shifted = Object.entries(lines).map(
    ([path, [first, last]]) => [path, [first + head.length, last + head.length]] as const,
  );
  return { text: `${[...head, ...module.lines].join('\n')}\n`, lines: Object.fromEntries(shifted) };
}
