import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameJson } from '../../json.ts';
import { jsonSchemaOf, openApiSchemaOf } from './schema.ts';

test('a schema in capitals as a JSON schema', () => {
  expect(
    jsonSchemaOf({
      type: 'OBJECT',
      properties: { type: { type: 'ARRAY', minItems: '2', items: { type: 'STRING', nullable: true } } },
      required: ['type'],
    }),
  ).toEqual({
    type: 'object',
    properties: { type: { type: 'array', minItems: 2, items: { type: ['string', 'null'] } } },
    required: ['type'],
  });
});

test.each([
  [{ type: 'object', additionalProperties: false }],
  [{ $ref: '#/$defs/a' }],
  [{ enum: ['a'] }],
  [{ type: 'integer', enum: [1] }],
  [{ type: ['string', 'number'] }],
  [{ type: 'array', items: { const: 1 } }],
  [{ type: 'object', properties: { a: true } }],
])('%j cannot be said in capitals', (schema) => {
  expect(openApiSchemaOf(schema as never)).toBeUndefined();
});

test('what can be said in capitals says the same', () => {
  const { schema } = fc.letrec((tie) => ({
    leaf: fc.record(
      {
        type: fc.constantFrom('string', 'number', ['string', 'null']),
        description: fc.string(),
        pattern: fc.constant('^a'),
        maxLength: fc.nat(9),
        const: fc.constant(1),
      },
      { requiredKeys: ['type'] },
    ),
    schema: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.string(), tie('schema')) }),
    ),
  }));
  fc.assert(
    fc.property(schema, (value) => {
      const said = openApiSchemaOf(value as never);
      fc.pre(said !== undefined);
      expect(sameJson(jsonSchemaOf(said), value)).toBe(true);
    }),
  );
});
