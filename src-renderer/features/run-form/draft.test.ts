import { describe, expect, test } from 'vitest';
import { typeText } from '../../../shared/node/type-text.ts';
import type { Field, Type } from '../../../shared/node/types.ts';
import { fieldDraft, parseDraft, parseFields, shapeOf, type Types, toDraft } from './draft.ts';

const range = { line: 1, column: 1, endLine: 1, endColumn: 1 };
const field = (name: string, type: Type, required: boolean, more: Partial<Field> = {}): Field => ({
  name,
  type,
  required,
  constraints: [],
  description: '',
  range,
  ...more,
});
const types: Types = {
  money: { kind: 'alias', base: { kind: 'decimal' }, constraints: [] },
  line: {
    kind: 'record',
    constraints: [],
    fields: [field('sku', { kind: 'string' }, true), field('price', { kind: 'named', name: 'money' }, false)],
  },
  loop: { kind: 'alias', base: { kind: 'named', name: 'loop' }, constraints: [] },
};
const fields = [
  field('id', { kind: 'string' }, true),
  field('lines', { kind: 'array', element: { kind: 'named', name: 'line' } }, true),
  field('rate', { kind: 'decimal' }, false, { default: { $decimal: '0.075' } }),
  field('note', { kind: 'string' }, false),
];

describe('a form', () => {
  test('begins with defaults, blanks where something must be given, and nothing elsewhere', () => {
    expect(fields.map((one) => fieldDraft(one, types))).toEqual(['', [], '0.075', null]);
  });

  test('says what it says, and leaves out what was not given', () => {
    const drafts = {
      id: 'o1',
      lines: [
        { sku: 'a', price: '1.50' },
        { sku: 'b', price: null },
      ],
      rate: '0.10',
      note: null,
    };
    expect(parseFields(fields, drafts, types)).toEqual({
      value: {
        id: 'o1',
        lines: [{ sku: 'a', price: { $decimal: '1.50' } }, { sku: 'b' }],
        rate: { $decimal: '0.10' },
      },
      problems: {},
    });
  });

  test('names the place of what cannot be read', () => {
    const drafts = { id: 'o1', lines: [{ sku: 'a', price: 'x' }], rate: '', note: null };
    expect(parseFields(fields, drafts, types).problems).toEqual({
      'lines[0].price': 'Give a number, such as 12.50.',
      rate: 'Give a value.',
    });
  });

  test('shows a value and reads it back unchanged', () => {
    const value = {
      id: 'o1',
      lines: [{ sku: 'a', price: { $decimal: '1.50' } }],
      rate: { $decimal: '0.20' },
    };
    const drafts = Object.fromEntries(
      fields.map((one) => [one.name, toDraft(one.type, value[one.name as 'id'] ?? null, types)]),
    );
    expect(parseFields(fields, drafts, types).value).toEqual(value);
  });
});

test.each([
  ['integer', '1.5', 'Give a whole number.'],
  ['timestamp', '2025-01-08 10:00', 'Give a time with its offset, such as 2025-01-08T10:00:00Z.'],
  ['bytes', 'a', 'Give base64.'],
  ['any', '{', 'This is not JSON.'],
] as const)('%s does not take %j', (kind, text, message) => {
  expect(parseDraft({ kind }, text, types, 'x').problems).toEqual({ x: message });
});

test('types resolve through aliases, and one that names itself ends as JSON', () => {
  expect(shapeOf({ kind: 'named', name: 'money' }, types)).toEqual({ kind: 'decimal' });
  expect(shapeOf({ kind: 'named', name: 'loop' }, types)).toEqual({ kind: 'json' });
  expect(
    typeText({ kind: 'map', key: { kind: 'string' }, value: { kind: 'set', element: { kind: 'integer' } } }),
  ).toBe('map<string, set<integer>>');
});
