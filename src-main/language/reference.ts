import { DIAGNOSTICS } from './diagnostics.ts';
import { ERROR_CODES } from './error-codes.ts';
import { FUNCTIONS } from './functions.ts';
import { CHAT_ANSWER } from './schema/llm-answer.ts';
import { CONSTRAINTS, NODE, TYPES } from './schema/node.ts';
import { CUSTOM, OPERATIONS, type OperationSpec } from './schema/operations.ts';
import type { FieldSpec } from './schema/spec.ts';
import { COMMON_FIELDS } from './schema/steps.ts';

/** The parts of docs/language.md that are data: name of the part to its Markdown. */
export function referenceParts(): Readonly<Record<string, string>> {
  return {
    'node-fields': fieldTable(NODE.fields),
    types: table(
      ['type', 'meaning'],
      TYPES.map(({ name, doc }) => [code(name), doc]),
    ),
    constraints: table(
      ['constraint', 'meaning'],
      CONSTRAINTS.map(({ name, doc }) => [code(name), doc]),
    ),
    functions: table(
      ['function', 'result'],
      FUNCTIONS.map(({ signature, doc }) => [code(signature), doc]),
    ),
    'step-fields': fieldTable(COMMON_FIELDS),
    operations: [...OPERATIONS, CUSTOM].map(operationPart).join('\n\n'),
    'chat-answer': table(
      ['field', 'meaning'],
      CHAT_ANSWER.map(({ name, description }) => [code(name), description]),
    ),
    'error-codes': table(
      ['code', 'when'],
      ERROR_CODES.map((entry) => [code(entry.code), entry.doc]),
    ),
    diagnostics: table(
      ['code', 'severity', 'meaning'],
      Object.entries(DIAGNOSTICS).map(([name, { severity, doc }]) => [code(name), severity, doc]),
    ),
  };
}

/** A text with its parts, between `<!-- part: NAME -->` and `<!-- end -->`, made anew. */
export function withReferenceParts(text: string): string {
  const parts = referenceParts();
  return text.replace(
    /(<!-- part: ([a-z-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (whole, open: string, name: string, close: string) => {
      const part = parts[name];
      return part === undefined ? whole : `${open}\n${part}\n\n${close}`;
    },
  );
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fieldTable(fields: readonly FieldSpec[]): string {
  return table(
    ['field', '', 'meaning'],
    fields.map((field) => [code(field.name), field.required ? 'required' : '', fieldDoc(field)]),
  );
}

function fieldDoc({ doc, values }: FieldSpec): string {
  return values ? `${doc} One of ${values.map(code).join(', ')}.` : doc;
}

function operationPart({ name, doc, fields, example }: OperationSpec): string {
  return `### ${name}\n\n${doc}\n\n${fieldTable(fields)}\n\n\`\`\`yaml\n${example}\n\`\`\``;
}
