import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewLedgerRule } from '../../shared/api/ledger.ts';
import type { ComparisonSummary } from '../store/types.ts';
import { Ledger } from './ledger.ts';
import { readLedger } from './read.ts';

const RULE: NewLedgerRule = {
  node: 'order',
  step: 'tax',
  path: 'tax',
  kind: 'value',
  tolerance: '0.01',
  reason: 'half a cent',
  owner: 'ada',
  expires: '2027-03-31',
};

const WRITTEN = `# ours
rules:
  # since the migration
  - id: tax
    node: order
    step: tax
    path: tax
    kind: value
    tolerance: 0.01 # half a cent
    reason: rounding
    owner: ada
    expires: 2027-03-31
`;

const recorded = (...nodes: string[]) => ({
  comparisons: () => nodes.map((node) => ({ node }) as ComparisonSummary),
  comparison: (id: string) => (id === 'cmp_gone' ? undefined : ({ id } as ComparisonSummary)),
});

let folder: string;
let now = Date.parse('2027-03-31T23:59:59Z');
let ledger: Ledger;
const file = () => join(folder, 'equivalences.yml');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-ledger-'));
  mkdirSync(join(folder, '.parallax'));
  now = Date.parse('2027-03-31T23:59:59Z');
  ledger = new Ledger({ folder, store: join(folder, '.parallax') }, () => now);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('reading', () => {
  it('tells what is wrong where it stands, and keeps what is sound', () => {
    const { rules, diagnostics } = readLedger(`${WRITTEN}  - id: both
    node: order
    step: tax
    path: tax
    kind: value
    tolerance: 1
    ignore: true
    reason: r
    owner: o
    expires: tomorrow
  - id: tax
    node: order
    step: x
    kind: missing
    ignore: true
    reason: r
    owner: o
    expires: never
  - {id: gone, node: n, step: s, path: p, kind: cut_off, ignore: true, reason: r, owner: o, expires: never}
  - {id: more, node: n, step: s, path: p, kind: value, ignore: true, reason: r, owner: o, expires: never, colour: red}
  - {id: less, node: n, step: s, path: p, kind: value, ignore: true, reason: r, expires: never}
`);
    expect(rules.map(({ id }) => id)).toEqual(['tax']);
    expect(diagnostics.map(({ message, range }) => [range.line, message])).toEqual([
      [22, 'expires: expected a day such as 2027-03-31, or never.'],
      [17, 'kind: say either tolerance: NUMBER or ignore: true.'],
      [23, 'There is more than one rule tax.'],
      [31, expect.stringMatching(/^kind: /)],
      [32, 'colour is no field of a rule.'],
      [33, 'owner: expected text, here is nothing.'],
    ]);
  });

  it('takes exactly one of tolerance and ignore, with a size only where there is one', () => {
    const rule = (fields: string) =>
      readLedger(`rules:\n  - {id: a, node: n, step: s, reason: r, owner: o, expires: never, ${fields}}\n`);
    expect(rule('kind: value, path: p, ignore: true').rules).toMatchObject([{ tolerance: null }]);
    for (const wrong of [
      'kind: value, path: p',
      'kind: value, path: p, ignore: true, tolerance: 1',
      'kind: value, ignore: true',
      'kind: missing, tolerance: 1',
      'kind: missing, path: p, ignore: true',
      'kind: value, path: p, ignore: false',
    ])
      expect(rule(wrong)).toMatchObject({ rules: [], diagnostics: [{ code: 'invalid-rule' }] });
  });

  it('survives any text', () => {
    for (const text of [
      '',
      '- a',
      'rules: 3',
      'rules:',
      'other: 1',
      'rules: [',
      'rules: [&a [*a]]',
      'rules:\n  - null',
    ])
      expect(readLedger(text).rules).toEqual([]);
  });
});

describe('rules', () => {
  beforeEach(() => writeFileSync(file(), WRITTEN));

  it('hold for their node until the end of their last day', () => {
    expect(ledger.rulesFor('order')).toEqual([
      { id: 'tax', step: 'tax', path: 'tax', kind: 'value', tolerance: '0.01' },
    ]);
    expect(ledger.rulesFor('order_2')).toEqual([]);
    now += 1000;
    expect(ledger.rulesFor('order')).toEqual([]);
    expect(ledger.view(recorded('order'))).toMatchObject({
      rules: [{ state: 'expired', line: 4 }],
      diagnostics: [{ code: 'expired-rule' }],
    });
  });

  it('are unused when their node was run and they accepted nothing', () => {
    expect(ledger.view(recorded('other')).diagnostics).toEqual([]);
    expect(ledger.view(recorded('order')).diagnostics).toMatchObject([
      { code: 'unused-rule', range: { line: 4 } },
    ]);
    ledger.counts.add('cmp_1', new Map([['tax', 2]]));
    ledger.counts.add(
      'cmp_2',
      new Map([
        ['tax', 1],
        ['gone', 1],
      ]),
    );
    writeFileSync(join(folder, '.parallax/ledger.jsonl'), '{"compar', { flag: 'a' });
    expect(ledger.view(recorded('order'))).toMatchObject({
      rules: [
        { state: 'active', hidden: 3, comparisons: 2, recent: [{ comparison: 'cmp_2' }, { hidden: 2 }] },
      ],
      diagnostics: [],
    });
  });

  it('count a comparison once, as it was looked at last, and list those that are still there', () => {
    const { counts } = ledger;
    counts.add('cmp_1', new Map([['tax', 2]]));
    counts.add('cmp_gone', new Map([['tax', 1]]));
    counts.correct('cmp_1', new Map([['tax', 5]]));
    const before = readFileSync(join(folder, '.parallax/ledger.jsonl'), 'utf8');
    counts.correct('cmp_1', new Map([['tax', 5]]));
    counts.correct('cmp_2', new Map());
    expect(readFileSync(join(folder, '.parallax/ledger.jsonl'), 'utf8')).toBe(before);
    expect(ledger.view(recorded('order')).rules[0]).toMatchObject({
      hidden: 6,
      comparisons: 2,
      recent: [{ comparison: 'cmp_1', hidden: 5 }],
    });
    counts.correct('cmp_1', new Map());
    counts.correct('cmp_gone', new Map());
    expect(ledger.view(recorded('order')).rules[0]).toMatchObject({ state: 'unused', hidden: 0 });
  });

  it('are written anew where they stand, with every comment kept', async () => {
    const rule = { ...RULE, id: 'tax' };
    await ledger.change({ ...rule, reason: 'rounding', expires: 'never' });
    expect(readFileSync(file(), 'utf8')).toBe(WRITTEN.replace('2027-03-31', 'never'));
    await ledger.change({ ...rule, tolerance: null });
    expect(ledger.rulesFor('order')).toMatchObject([{ id: 'tax', tolerance: null }]);
    expect(readFileSync(file(), 'utf8')).toContain('# since the migration');
    expect(await ledger.change({ ...rule, id: 'other' })).toMatchObject({ ok: false, code: 'conflict' });
    expect(await ledger.change({ ...rule, tolerance: 'much' })).toMatchObject({ ok: false });
  });

  it('come back to the letter when an edit is undone, unless the file was changed since', async () => {
    for (const edit of [
      () => ledger.add([RULE, RULE]),
      () => ledger.change({ ...RULE, id: 'tax', owner: 'grace' }),
      () => ledger.remove('tax'),
    ]) {
      const edited = await edit();
      if (!edited.ok) throw new Error(edited.message);
      expect(readFileSync(file(), 'utf8')).not.toBe(WRITTEN);
      expect(await ledger.restore(edited.value)).toMatchObject({ ok: true });
      expect(readFileSync(file(), 'utf8')).toBe(WRITTEN);
    }
    const edited = await ledger.remove('tax');
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}# mine`);
    expect(edited.ok && (await ledger.restore(edited.value))).toMatchObject({ ok: false, code: 'conflict' });
    expect(readFileSync(file(), 'utf8')).toContain('# mine');
  });

  it('are added and removed with every comment kept', async () => {
    expect(await ledger.add([RULE])).toMatchObject({ ok: true, value: { rules: ['tax-tax'] } });
    expect(await ledger.add([RULE])).toMatchObject({ ok: true, value: { rules: ['tax-tax-2'] } });
    expect(readFileSync(file(), 'utf8')).toContain(WRITTEN.trimEnd());
    expect(ledger.rulesFor('order').map(({ id }) => id)).toEqual(['tax', 'tax-tax', 'tax-tax-2']);
    await ledger.remove('tax-tax');
    await ledger.remove('tax-tax-2');
    expect(readFileSync(file(), 'utf8')).toBe(WRITTEN);
    expect(await ledger.remove('tax-tax')).toMatchObject({ ok: false, code: 'conflict' });
  });

  it('are refused where they are not sound, and the file stays as it is', async () => {
    expect(await ledger.add([RULE, { ...RULE, id: 'tax' }])).toMatchObject({ ok: false });
    expect(await ledger.add([{ ...RULE, kind: 'missing' }])).toMatchObject({ ok: false });
    expect(await ledger.add([{ ...RULE, reason: ' ' }])).toMatchObject({ ok: false });
    expect(readFileSync(file(), 'utf8')).toBe(WRITTEN);
    writeFileSync(file(), 'rules: [');
    expect(await ledger.add([RULE])).toMatchObject({ ok: false });
    expect(readFileSync(file(), 'utf8')).toBe('rules: [');
  });
});

it('begins a file that is not there', async () => {
  expect(ledger.view(recorded('order'))).toMatchObject({
    file: 'equivalences.yml',
    rules: [],
    diagnostics: [],
  });
  await ledger.add([{ ...RULE, tolerance: null, expires: 'never' }]);
  expect(readFileSync(file(), 'utf8')).toMatch(/^# Differences .*\nrules:\n {2}- id: tax-tax\n/);
  expect(ledger.rulesFor('order')).toMatchObject([{ tolerance: null }]);
  const edited = await ledger.remove('tax-tax');
  expect(edited).toMatchObject({ ok: true });
});

it('takes the file away again when its first rule is undone', async () => {
  const edited = await ledger.add([RULE]);
  expect(edited.ok && (await ledger.restore(edited.value))).toMatchObject({ ok: true });
  expect(existsSync(file())).toBe(false);
});
