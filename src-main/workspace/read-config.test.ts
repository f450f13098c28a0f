import { describe, expect, it } from 'vitest';
import { comparisonPolicy } from './comparison.ts';
import { readConfig } from './read-config.ts';

const read = (text: string) => readConfig(text);

describe('parallax.yml', () => {
  it('may be absent or empty: every field has a default', () => {
    const { config, diagnostics } = read('');
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      databases: {},
      services: {},
      secrets: {},
      effects: 'share',
      clock: { scale: 1 },
      runtimes: { reference: { interpreter: 'auto' } },
      comparison: { primary: 'reference', ignore: [], nodes: {} },
    });
    expect(config.grants).toBeUndefined();
    expect(read('# only a comment\n').diagnostics).toEqual([]);
  });

  it('says where a provider is wrong; the others are there', () => {
    const { config, diagnostics } = read(`
providers:
  - {id: mine, extends: openai-compatible, baseUrl: "http://127.0.0.1:1/v1"}
  - id: other
    extends: demo-anthropic
    baseUrl: nowhere
`);
    expect(diagnostics).toMatchObject([
      { code: 'invalid-provider', severity: 'warning', range: { line: 6 } },
    ]);
    expect(diagnostics[0]?.message).toMatch(
      /^Provider other: baseUrl: it takes an address.*It is left out\.$/,
    );
    expect(config.providers).toHaveLength(2);
  });

  it('reads durations, short databases and tolerances', () => {
    const { config, diagnostics } = read(`
databases: {main: data/shop.sqlite, other: {seed: seed.sql, timeout: 500ms}}
services: {pay: {base_url: "https://pay.example/v1", timeout: 2m, retry: {max_attempts: 3, initial_delay: 1.5}}}
comparison: {tolerance: {"total": 0.01, "rates[*]": "1e-9"}}
`);
    expect(diagnostics).toEqual([]);
    expect(config.databases).toEqual({
      main: { file: 'data/shop.sqlite' },
      other: { seed: ['seed.sql'], timeout: 500 },
    });
    expect(config.services['pay']).toMatchObject({
      timeout: 120_000,
      retry: { initial_delay: 1500, backoff: 'constant' },
    });
    expect(config.comparison.tolerance).toEqual({ total: '0.01', 'rates[*]': '1e-9' });
  });

  it('warns about settings it does not know, and goes on', () => {
    const { config, diagnostics } = read('name: shop\ngrant: [a.b]\nclock: {scale: 2, speed: 3}\n');
    expect(config).toMatchObject({ name: 'shop', clock: { scale: 2 } });
    expect(diagnostics).toMatchObject([
      {
        code: 'unknown-setting',
        severity: 'warning',
        message: 'grant is no setting; it is ignored.',
        suggestion: 'Did you mean grants?',
        range: { line: 2, column: 1 },
      },
      {
        severity: 'warning',
        message: 'clock: speed is no setting; it is ignored.',
        range: { line: 3, column: 19 },
      },
    ]);
  });

  it('names the place of what is wrong, and keeps the other sections', () => {
    const { config, diagnostics } = read(
      'name: shop\nclock:\n  scale: fast\nservices:\n  pay: {base_url: "ftp://x"}\n',
    );
    expect(config).toMatchObject({ name: 'shop', clock: { scale: 1 }, services: {} });
    expect(diagnostics).toMatchObject([
      {
        code: 'invalid-setting',
        severity: 'error',
        message: 'clock.scale: expected a number, here is text.',
        range: { line: 3, column: 10, endColumn: 14 },
      },
      { message: expect.stringMatching(/^services\.pay\.base_url: expected an address/), range: { line: 5 } },
    ]);
  });

  it('grants nothing when the grants, or the whole file, cannot be read', () => {
    expect(read('grants: [everything]').config.grants).toEqual([]);
    expect(read('grants: "*"').config.grants).toEqual([]);
    expect(read('name: [').config.grants).toEqual([]);
    expect(read('- a list').config.grants).toEqual([]);
  });

  it.each([
    ['name: [', 'yaml-syntax'],
    ['name: a\nname: b', 'duplicate-key'],
    [
      `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]`,
      'alias-expansion',
    ],
    [`name: ${'x'.repeat(1_000_001)}`, 'file-too-large'],
    ['- a list', 'invalid-setting'],
  ])('gives a diagnostic for %.20s', (text, code) => {
    expect(read(text).diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });
});

it('a node’s comparison rules stand before the workspace’s', () => {
  const { config } = read(`
comparison:
  ignore: ["*.updated_at"]
  tolerance: {total: 0.01, tax: 0.01}
  strict_scale: true
  nodes:
    shop_v1: {ignore: [note], tolerance: {tax: 0.5}, unordered: [tags], strict_scale: false}
`);
  expect(comparisonPolicy(config, 'other')).toEqual({
    ignore: ['*.updated_at'],
    tolerance: { total: '0.01', tax: '0.01' },
    unordered: [],
    strictScale: true,
  });
  const own = comparisonPolicy(config, 'shop_v1');
  expect(own).toEqual({
    ignore: ['*.updated_at', 'note'],
    tolerance: { tax: '0.5', total: '0.01' },
    unordered: ['tags'],
    strictScale: false,
  });
  expect(Object.keys(own.tolerance)[0]).toBe('tax');
});

it('values that nest without end are a diagnostic in words', () => {
  const { diagnostics } = read('['.repeat(10_000));
  expect(diagnostics[0]?.message).toBe('The values nest too deep.');
});
