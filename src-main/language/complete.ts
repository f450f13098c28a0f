import type { Range } from '../../shared/node/source.ts';
import { typeText } from '../../shared/node/type-text.ts';
import { type Place, placeAt } from './editor/place.ts';
import { type EditorScope, fieldsOfName, scopeOf } from './editor/scope.ts';
import { ERROR_CODES } from './error-codes.ts';
import { FUNCTIONS } from './functions.ts';
import { CONSTRAINTS, TYPES } from './schema/node.ts';
import { CUSTOM, OPERATIONS } from './schema/operations.ts';
import type { Content } from './schema/spec.ts';

/** What the workspace adds to completion. */
export interface EditorContext {
  readonly nodes?: readonly string[];
  readonly providers?: readonly string[];
  readonly handlers?: readonly string[];
  readonly capabilities?: readonly string[];
  /** `PROVIDER/MODEL`. */
  readonly models?: readonly string[];
  readonly routes?: readonly string[];
}

export interface Completion {
  readonly label: string;
  readonly kind: 'field' | 'operation' | 'value' | 'type' | 'name' | 'function' | 'keyword';
  readonly detail: string;
  readonly documentation: string;
  readonly insert: string;
  /** What `insert` replaces. */
  readonly range: Range;
}

type Proposal = Omit<Completion, 'range'>;

const propose = (
  kind: Completion['kind'],
  label: string,
  detail = '',
  documentation = '',
  insert = label,
): Proposal => ({ kind, label, detail, documentation, insert });

const EXPRESSIONS: ReadonlySet<Content> = new Set(['expression', 'conditions', 'contracts', 'constraints']);
const TEMPLATES: ReadonlySet<Content> = new Set(['template', 'value', 'model', 'any', 'text', 'error_code']);

/** What may stand at a place of the text; lines and columns from 1. Works while the text is incomplete. */
export function completeAt(
  text: string,
  line: number,
  column: number,
  context: EditorContext = {},
): readonly Completion[] {
  const place = placeAt(text, line, column);
  const { before } = place.cursor;
  const inside = expressionBefore(place);
  const word = /[\w.*]*$/.exec(inside ?? before)?.[0] ?? '';
  const typed = inside === null ? word : (word.split('.').at(-1) as string);
  const range = { line, column: column - typed.length, endLine: line, endColumn: column };
  const proposals =
    inside === null
      ? plainProposals(text, place, context)
      : expressionProposals(scopeOf(text), inside, place);
  return proposals.map((proposal) => ({ ...proposal, range }));
}

/** The expression text before the cursor, or null where no expression stands. */
function expressionBefore({ cursor, field }: Place): string | null {
  if (!field || (cursor.at === 'key' && !EXPRESSIONS.has(field.content))) return null;
  const value = cursor.before.replace(/^["']/, '');
  if (EXPRESSIONS.has(field.content)) return value;
  const open = value.lastIndexOf('{');
  const template = TEMPLATES.has(field.content) && open > value.lastIndexOf('}') && value[open - 1] !== '{';
  return template ? value.slice(open + 1) : null;
}

function expressionProposals(
  { program, names }: EditorScope,
  before: string,
  { field }: Place,
): readonly Proposal[] {
  const path = /([A-Za-z_]\w*)(?:\[[^\]]*\])?\.\w*$/.exec(before);
  if (path) {
    return fieldsOfName(program, path[1] as string).map((member) =>
      propose('field', member.name, typeText(member.type), member.description),
    );
  }
  const constraints =
    field?.content === 'constraints'
      ? CONSTRAINTS.map(({ name, doc }) => propose('keyword', name, 'constraint', doc))
      : [];
  const outputs =
    field?.content === 'contracts'
      ? (program?.outputs ?? []).map((output) =>
          propose('name', output.name, `output: ${typeText(output.type)}`, output.description),
        )
      : [];
  const known = new Set(names.map(({ name }) => name));
  return [
    ...constraints,
    ...names.map(({ name, detail, doc }) => propose('name', name, detail, doc)),
    ...outputs.filter((output) => !known.has(output.label)),
    ...FUNCTIONS.filter((spec) => spec.kind !== 'special' || field?.content === 'contracts').map((spec) =>
      propose(
        'function',
        spec.name,
        spec.signature,
        spec.doc,
        spec.max === 0 ? `${spec.name}()` : `${spec.name}(`,
      ),
    ),
    ...['AND', 'OR', 'NOT', 'IN', 'CONTAINS', 'IS NULL', 'IS NOT NULL', 'FORALL', 'EXISTS'].map((word) =>
      propose('keyword', word, 'operator'),
    ),
  ];
}

function plainProposals(text: string, place: Place, context: EditorContext): readonly Proposal[] {
  if (place.map) {
    const taken = place.cursor.siblings;
    const typed = place.cursor.before.trim();
    return place.map.fields
      .filter((field) => !taken.has(field.name) || field.name === typed)
      .map((field) =>
        propose('field', field.name, field.required ? 'required' : '', field.doc, `${field.name}: `),
      );
  }
  const { field } = place;
  if (!field) return [];
  if (field.values) return field.values.map((value) => propose('value', value, field.name, field.doc));
  switch (field.content) {
    case 'operation': {
      const custom = (context.handlers ?? []).map((name) =>
        propose('operation', `custom.${name}`, 'custom operation', CUSTOM.doc),
      );
      return [...OPERATIONS.map((spec) => propose('operation', spec.name, 'operation', spec.doc)), ...custom];
    }
    case 'type': {
      const own = Object.keys(scopeOf(text).program?.types ?? {}).map((name) =>
        propose('type', name, 'declared type'),
      );
      return [...TYPES.map(({ name, doc }) => propose('type', name, 'type', doc)), ...own];
    }
    case 'boolean':
      return [propose('value', 'true'), propose('value', 'false')];
    case 'error_code': {
      const declared = scopeOf(text).program?.errors.codes ?? [];
      const classes = [
        propose('value', 'http_4xx', 'every 4xx answer'),
        propose('value', 'http_5xx', 'every 5xx answer'),
      ];
      return [
        ...declared.map((code) => propose('value', code, 'declared error code')),
        ...ERROR_CODES.map(({ code, doc }) => propose('value', code, 'error code', doc)),
        ...classes,
      ];
    }
    case 'capabilities': {
      const kinds = [
        'database.read.',
        'database.write.',
        'network.http_client.',
        'secrets.read.',
        'event_bus.publish.',
        'event_bus.subscribe.',
        'llm.chat.',
      ];
      return [...(context.capabilities ?? []), ...kinds].map((capability) =>
        propose('value', capability, 'capability'),
      );
    }
    case 'node':
      return (context.nodes ?? []).map((node) => propose('value', node, 'node'));
    case 'provider':
      return (context.providers ?? []).map((provider) => propose('value', provider, 'service'));
    case 'model':
      return (context.models ?? []).map((model) => propose('value', model, 'model'));
    case 'route':
      return (context.routes ?? []).map((route) => propose('value', route, 'route'));
    case 'value':
    case 'template':
      return scopeOf(text).names.map(({ name, detail, doc }) =>
        propose(
          'name',
          `{${name}}`,
          detail,
          doc,
          place.cursor.before.startsWith('"') ? `{${name}}` : `"{${name}}"`,
        ),
      );
    default:
      return [];
  }
}
