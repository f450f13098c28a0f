import type { Program } from '../../../shared/node/program.ts';
import { blocksOf } from '../../../shared/node/steps.ts';
import { typeText } from '../../../shared/node/type-text.ts';
import type { Field, Type } from '../../../shared/node/types.ts';
import { compileNode } from '../compile/node.ts';
import { Findings } from '../diagnostics.ts';
import { lineMap } from '../positions.ts';
import { assignedBy, walkSteps } from '../program-walk.ts';
import { CHAT_ANSWER } from '../schema/llm-answer.ts';
import { parseYaml } from '../yaml/parse.ts';

/** A name that expressions may use. */
export interface ScopeName {
  readonly name: string;
  readonly detail: string;
  readonly doc: string;
}

export interface EditorScope {
  /** What could be compiled, errors or not. */
  readonly program: Program | null;
  readonly names: readonly ScopeName[];
}

/** Names of the node, as far as the text can be read; while it cannot, those that its lines show. */
export function scopeOf(text: string): EditorScope {
  const lines = lineMap(text);
  const findings = new Findings();
  const root = parseYaml(lines, findings);
  const program = root ? (compileNode(root, '', lines, findings)?.program ?? null) : null;
  const names = new Map<string, ScopeName>();
  const add = (name: string, detail: string, doc = ''): void => {
    if (!names.has(name)) names.set(name, { name, detail, doc });
  };
  for (const input of program?.inputs ?? [])
    add(input.name, `input: ${typeText(input.type)}`, input.description);
  for (const machine of program?.stateMachines ?? []) add(machine.variable, `state of ${machine.name}`);
  walkSteps(program?.flow ?? [], (step) => {
    for (const name of assignedBy(step, program?.stateMachines ?? [])) add(name, `assigned by ${step.name}`);
    for (const block of blocksOf(step)) for (const name of block.locals) add(name, `bound by ${step.name}`);
    if (step.operation === 'data_transform')
      for (const name of step.elementNames) add(name, `element in ${step.name}`);
    if (step.operation === 'external_api_call') add('response', `answer of ${step.name}`);
  });
  for (const match of text.matchAll(/\b(output|as):\s*([A-Za-z_]\w*)/g))
    add(match[2] as string, match[1] === 'as' ? 'loop variable' : 'variable');
  return { program, names: [...names.values()] };
}

/** Fields that may follow `name.`: those of its record type where it is known, else those of every record type. */
export function fieldsOfName(
  program: Program | null,
  name: string,
): readonly Pick<Field, 'name' | 'type' | 'description'>[] {
  if (!program) return [];
  if (isChatAnswer(program, name)) return CHAT_ANSWER;
  const input =
    program.inputs.find((candidate) => candidate.name === name) ??
    program.outputs.find((candidate) => candidate.name === name);
  const known = input ? recordFields(program, input.type) : null;
  if (known) return known;
  const all = Object.values(program.types).flatMap((type) => (type.kind === 'record' ? type.fields : []));
  return [...new Map(all.map((field) => [field.name, field])).values()];
}

function recordFields(program: Program, type: Type): readonly Field[] | null {
  if (type.kind === 'array' || type.kind === 'set') return recordFields(program, type.element);
  if (type.kind !== 'named') return null;
  const definition = program.types[type.name];
  return definition?.kind === 'record' ? definition.fields : null;
}

function isChatAnswer(program: Program, name: string): boolean {
  let found = false;
  walkSteps(program.flow, (step) => {
    if (step.operation === 'llm_chat' && step.output === name) found = true;
  });
  return found;
}
