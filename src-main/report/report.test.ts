import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventBody, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { codePoint } from '../../test/support/code-point.ts';
import { memoryStore } from '../../test/support/memory-store.ts';
import { attachRunRecord } from '../debugger/run-record.ts';
import { StoredComparison } from '../debugger/stored.ts';
import { htmlReport } from './html-report.ts';
import { markdownReport } from './markdown-report.ts';
import { reportOf } from './report.ts';
import { STYLE } from './style.ts';

interface Words {
  readonly name: string;
  readonly text: string;
  readonly value: Canonical;
  readonly other: Canonical;
}

/** A comparison with these words wherever a recorded run can have words of its own. */
async function reportWith({ name, text, value, other }: Words) {
  const store = memoryStore();
  const start = { node: name, hash: text, inputs: { [name]: value }, startedAt: 0 };
  store.startComparison({ ...start, id: 'cmp_1', effects: text });
  for (const path of ['reference', 'direct'] as const) {
    const own = path === 'reference' ? value : other;
    const bodies: EventBody[] = [
      { kind: 'step_entered', operation: text },
      { kind: 'effect_requested', effect: 0, request: { type: 'publish', topic: text, payload: value } },
      {
        kind: 'effect_answered',
        effect: 0,
        answer: { ok: true, value, attempts: [], source: 'performed' },
      },
      { kind: 'assigned', name, value: own },
      {
        kind: 'contract',
        contract: 'invariant',
        index: 0,
        subject: '',
        text,
        verdict: 'held',
        probes: [[0, value]],
      },
      { kind: 'error_raised', error: { code: text, message: text, fields: { [name]: value } } },
      { kind: 'step_left', outcome: 'failed' },
    ];
    const at = { step: '', occ: '', time: 0 };
    const events: TraceEvent[] = [
      { ...at, kind: 'run_started', node: name, hash: text, inputs: { [name]: value } },
      { ...at, kind: 'inputs_bound', node: name, values: [[name, value]] },
      ...bodies.map((body) => ({ step: name, occ: '0', time: 0, ...body })),
    ];
    const outcome = {
      success: false as const,
      error: { code: text, message: text, fields: { [name]: own } },
    };
    events.push({ ...at, kind: 'result', outcome });
    const writer = store.startTrace({
      ...start,
      id: `trc_${path}`,
      comparison: 'cmp_1',
      path,
      sources: [],
      runtime: text,
      clockScale: 1,
    });
    attachRunRecord(store, `trc_${path}`, {
      nodes: [],
      policy: {
        ignore: [],
        tolerance: {},
        unordered: [],
        strictScale: false,
        accepted: [{ id: text, step: '*', path: name, kind: 'value', tolerance: null }],
      },
      handlers: [],
    });
    writer.append(events);
    await writer.close({ kind: 'completed', outcome });
  }
  const opened = await StoredComparison.open(store, 'cmp_1');
  return reportOf(opened as StoredComparison);
}

const PLAIN = { name: 'total', text: 'words', value: 1, other: 2 };
const TAG = /<\/?[a-z][a-z0-9]*(?: (?:class|colspan|lang|charset|http-equiv|content|name)="[^"<>]*")*>/g;

/** What is left when every tag that the page may have is taken away. */
function withoutTags(page: string): string {
  const start = page.slice(0, page.indexOf('<style>'));
  const rest = page.slice(page.indexOf('</style>'));
  return (start + rest).replace('<!doctype html>', '').replace(TAG, '');
}

const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</style><style>*{display:none}',
    '</title>',
    '&lt;b&gt;',
    '<!--',
    ']]>',
    'javascript:alert(1)',
    '\u202eevil',
    '\u0000\ud800',
    '`x` $x',
    '| a | b |\n\n# head',
    '[x](http://example.com) @everyone',
    '``` ` ```',
  ),
  fc.string({ unit: codePoint, minLength: 1, maxLength: 30 }),
);

it('holds no markup but its own, whatever the run says', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (name, text, value) => {
      const page = htmlReport(
        await reportWith({ name: name.replace(/\//g, '|') || 'n', text, value, other: 2 }),
        text,
      );
      const left = withoutTags(page);
      for (const character of ['<', '>', '\0', '\u202e']) expect(left).not.toContain(character);
      expect(page.split(STYLE)).toHaveLength(2);
      expect(page.isWellFormed()).toBe(true);
    }),
    { numRuns: 150 },
  );
});

it('shows node, values, divergence, contracts, effects, versions and ids', async () => {
  const page = htmlReport(await reportWith({ ...PLAIN, name: 'step_1', text: 'some words' }), 'Parallax 9');
  for (const text of [
    'step_1',
    'some words',
    'cmp_1',
    'trc_reference',
    'trc_direct',
    'held',
    'Parallax 9',
    'publishing to',
  ])
    expect(page).toContain(text);
  expect(page).toContain('First divergence');
});

it('allows nothing but its own style sheet', async () => {
  const page = htmlReport(await reportWith(PLAIN), 'Parallax');
  expect(page).toMatch(
    /content="default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/,
  );
  expect(page).not.toMatch(/https?:|src=|href=|url\(|@import|style=|<script|<link/);
});

it('is Markdown in which nothing of the run is markup', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (text, value) => {
      const made = markdownReport(await reportWith({ ...PLAIN, text, value }));
      // Outside of code spans, what could begin markup, a link or a mention is escaped.
      const prose = made.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
      const ours = /<\/?(?:details|summary|sub)>|&[a-z]+;|&#8203;|^### |^\*\*|\*\*$|^- /gm;
      expect(prose.replace(ours, '·')).not.toMatch(/(?<!\\)[<[\]]|@\w|:\/\//);
      for (const character of ['\0', '\u202e']) expect(made).not.toContain(character);
    }),
    { numRuns: 100 },
  );
});
