import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RerunView } from '../../shared/api/replay.ts';
import { lossesOfAnswer } from '../../shared/trace/wire-losses.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { Engine } from '../../src-main/api/engine.ts';
import { Replays } from '../../src-main/api/replays.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { CliSandbox } from '../support/cli.ts';
import type { CliRun } from '../support/cli-host.ts';
import { FULL } from '../support/full.ts';
import { COMPLETION, json, type Upstream, upstream } from '../support/llm-upstream.ts';

const INPUTS = JSON.stringify({ complaint: 'My parcel is late and nobody answers', order_total: 49.9 });

let sandbox: CliSandbox;
let shop: string;

beforeAll(() => {
  sandbox = new CliSandbox();
  shop = sandbox.shop;
});
afterAll(() => sandbox.remove());

const parallax = (...args: string[]) => sandbox.run([...args, '--workspace', shop]);
const run = (...args: string[]) => parallax('run', 'sort_complaint_v1', '--input', INPUTS, ...args);
const idOf = (text: string): string => /cmp_\w+/.exec(text)?.[0] ?? '';

describe('the example with a language model', () => {
  it('is equal on both paths, and again when it is answered from the record', async () => {
    const { stdout, code } = await run('--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      diverged: false,
      paths: { direct: { result: { success: true, outputs: { kind: 'delivery' } } } },
    });
    expect((await parallax('replay', result.comparison, '--json')).code).toBe(0);
  });

  // The language's conformance cases ask models there, too; starting it takes seconds.
  it.runIf(FULL)('says the same on Pyodide', async () => {
    const { stdout, code } = await run('--interpreter', 'pyodide');
    expect(stdout).toContain('reference · Pyodide');
    expect(stdout).toContain('Equal on both paths.');
    expect(code).toBe(0);
  });

  it('with another model on each path parts where their answers do, not where the models are named', async () => {
    const { stdout, code } = await run(
      '--model-reference',
      'demo-openai-chat/demo',
      '--model-direct',
      'demo-openai-responses/demo',
    );
    expect(code).toBe(3);
    expect(stdout).toMatch(/reference · demo-openai-chat\/demo · CPython/);
    expect(stdout).toContain('direct · demo-openai-responses/demo · interpreter');
    expect(stdout).toMatch(/Diverged at draft: draft was answered differently \(answer\.text\)/);
    const comparison = idOf(stdout);
    const shown = await parallax('show', comparison, '--break-on', 'loss:medium');
    expect(shown.stdout).toMatch(/draft\n.*medium loss: \/parameters\/maxOutputTokens clamped/);
    // Another limit makes both say the same: each path asks the model that it had.
    const whatIf = await parallax('replay', comparison, '--set', 'draft.max_tokens=40', '--effects', 'live');
    expect(whatIf.stdout).toContain('direct · demo-openai-responses/demo · interpreter');
    expect(whatIf.stdout).toContain('Equal on both paths.');
  });

  it('with two models that say the same is equal', async () => {
    const { stdout } = await run(
      '--model-reference',
      'demo-anthropic/demo',
      '--model-direct',
      'demo-mistral/demo',
    );
    expect(stdout).toContain('Equal on both paths.');
  });

  it('has its test cases run on two models', async () => {
    const node = join(shop, 'sort_complaint.vsp');
    const on = (direct: string) =>
      parallax('test', node, '--model-reference', 'demo-openai-chat/demo', '--model-direct', direct);
    expect((await on('demo-gemini/demo')).stdout).toContain('2 passed, 0 failed');
    const { stdout, code } = await on('demo-openai-responses/demo');
    expect(code).toBe(1);
    expect(stdout).toContain('draft was answered differently (answer.text)');
  });

  it('does not run with what is no model', async () => {
    const { code, stderr } = await run('--model-direct', 'gpt');
    expect(code).toBe(2);
    expect(stderr).toContain('direct: "gpt" is no PROVIDER/MODEL');
  });
});

describe('going on from a record', () => {
  let engine: Engine;
  let replays: Replays;

  beforeAll(async () => {
    engine = await sandbox.engine();
    replays = new Replays(engine, () => undefined);
  });
  afterAll(async () => {
    await replays.close();
    await engine.close();
  });

  const record = async (node: string, inputs: CanonicalObject) => {
    const entry = engine.workspace.nodes.byId(node);
    if (!entry) throw new Error(`no node ${node}`);
    const prepared = engine.comparisonOptions(entry, { inputs, effects: 'share', paths: [] });
    if (!prepared.ok) throw new Error(prepared.message);
    return runComparison(engine.comparisonDeps(), prepared.options);
  };

  it('with an answer that was edited, what follows asks anew', async () => {
    const inputs = { complaint: 'It broke', order_total: { $decimal: '10.00' } };
    const { id } = await record('sort_complaint_v1', inputs);
    const answer = {
      ok: true,
      value: { text: '', json: { kind: 'quality', urgency: 5 }, usage: { output: 3 } },
    } as const;
    const from = { step: 'classify' };
    const branch = replays.start({
      comparison: id,
      paths: [],
      from,
      changes: [{ kind: 'answer', step: 'classify', occ: '0', effect: 0, answer }],
      effects: 'live',
      values: {},
    });
    let view: RerunView | undefined;
    for await (view of replays.watch(branch)) if (view.state === 'ended' || view.state === 'failed') break;
    for (const path of ['reference', 'direct'] as const)
      expect(view?.branch?.paths[path]?.outputs).toEqual({
        kind: 'quality',
        urgent: true,
        reply: expect.stringContaining('About quality'),
        tokens: 3,
      });
  });

  it('of a sensitive question there are only fingerprints, and its losses are told', async () => {
    const SECRET = 'my card is 5105105105105100';
    writeFileSync(
      join(shop, 'secret.vsp'),
      `node_id: secret_v1
type: function
intent: ask
inputs: {question: {type: string}}
outputs: {success: {length: {type: integer}}}
flow:
  - step: ask
    operation: llm_chat
    model: demo-anthropic/demo
    messages: [{role: user, content: "About {question}"}]
    seed: 7
    output: answer
  - {step: done, operation: return, return_success: {length: "{LEN(answer.text)}"}}
security: {capabilities_required: [llm.chat.demo-anthropic], sensitive_data: [question]}
`,
    );
    await engine.workspace.nodes.load('secret.vsp');
    const { id, paths } = await record('secret_v1', { question: SECRET });
    expect(paths.direct?.end).toMatchObject({ outcome: { success: true } });
    const traces = engine.store.comparison(id)?.traces ?? [];
    const events = traces.flatMap((trace) => engine.store.events(trace.id, 0, trace.events));
    expect(JSON.stringify(events)).not.toContain(SECRET);
    // Fingerprints are other digits each time: four of them can be anything.
    expect(JSON.stringify(events).replace(/"\$fingerprint":"\w+"/g, '')).not.toContain('5105');
    const answered = events.find((event) => event.kind === 'effect_answered');
    expect(answered?.kind === 'effect_answered' && lossesOfAnswer(answered.answer)).toEqual([
      expect.objectContaining({ class: 'dropped', path: '/parameters/seed', severity: 'medium' }),
      expect.anything(),
    ]);
  });
});

describe('a key', () => {
  const KEY = 'sk-planted-0d1e2f3a4b5c';
  const NODE = `node_id: ask_v1
type: function
intent: ask
inputs: {question: {type: string}}
outputs: {success: {said: {type: string}}}
flow:
  - step: ask
    operation: llm_chat
    model: own/m
    messages: [{role: user, content: "{question}"}]
    retry_policy: {max_attempts: 2, initial_delay: 1ms}
    output: answer
  - {step: done, operation: return, return_success: {said: "{answer.text}"}}
security: {capabilities_required: [llm.chat.own], audit_level: detailed}
`;
  let model: Upstream;

  beforeAll(async () => {
    const said = { role: 'assistant', content: `You sent ${KEY}.` };
    model = await upstream(
      json(500, { error: { message: `Broken by ${KEY}` } }, { 'x-echo': KEY }),
      json(200, { ...COMPLETION, id: KEY, choices: [{ index: 0, message: said, finish_reason: 'stop' }] }),
      json(401, { error: { message: `Incorrect key: ${KEY}`, code: KEY } }),
    );
    writeFileSync(
      join(shop, 'parallax.yml'),
      `providers: [{id: own, extends: openai-compatible, baseUrl: "${model.url}", auth: {header: authorization, prefix: "Bearer ", env: PLANTED_KEY}}]\n`,
    );
    writeFileSync(join(shop, 'ask.vsp'), NODE);
    vi.stubEnv('PLANTED_KEY', KEY);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await model.close();
  });

  it('that a server sends back is in no trace, log, error or output', async () => {
    const runs: CliRun[] = [];
    for (const question of ['first', 'second'])
      runs.push(await parallax('--verbose', 'run', 'ask_v1', '--input', JSON.stringify({ question })));
    expect(runs.map(({ code }) => code)).toEqual([0, 1]);
    expect(runs[0]?.stdout).toContain('You sent [redacted].');
    expect(runs[1]?.stdout).toContain('Incorrect key: [redacted]');
    expect(model.asked.map(({ headers }) => headers['authorization'])).toEqual(
      model.asked.map(() => `Bearer ${KEY}`),
    );
    const comparison = idOf(runs[0]?.stdout ?? '');
    const shown = await parallax('show', comparison, '--json');
    const report = await parallax('report', comparison, '--markdown');
    for (const { stdout, stderr } of [...runs, shown, report]) expect(stdout + stderr).not.toContain(KEY);
    await parallax('report', comparison, '--html', join(sandbox.folder, 'report.html'));
    expect(filesWith(sandbox.folder, KEY)).toEqual([]);
    // What the store compresses is looked at as its readers see it.
    const stored = await storedText();
    expect(stored).toContain('Bearer [redacted]');
    expect(stored).not.toContain(KEY);
  });
});

async function storedText(): Promise<string> {
  const engine = await sandbox.engine();
  const { store } = engine;
  const traces = store.comparisons({ limit: 100 }).flatMap((each) => each.traces);
  const all = traces.map(({ id, events }) => [store.trace(id), store.events(id, 0, events)]);
  await engine.close();
  return JSON.stringify(all);
}

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
    const path = join(folder, file);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}
