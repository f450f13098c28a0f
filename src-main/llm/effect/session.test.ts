import { describe, expect, it } from 'vitest';
import type { EffectAnswer } from '../../../shared/trace/event.ts';
import { at, codeOf, openSession, securedProgram } from '../../../test/support/effect-bench.ts';
import { ask, modelBench, provider, recordOf, request, says } from '../../../test/support/llm-effects.ts';

const { server, backendOf, broker, open } = modelBench();

describe('the session decides who asks', () => {
  it('share: one call for both paths, and another question is told', async () => {
    const { url, asked } = await server(says('once'));
    const session = await open([provider('one', url)]);
    const [first, second] = await Promise.all([ask(session, request()), ask(session, request(), 'direct')]);
    expect([first.source, second.source]).toEqual(['performed', 'shared']);
    expect(asked).toHaveLength(1);
    const other = await session.request('direct', ['shop'], at('ask'), request({ parameters: { seed: 1 } }));
    expect(codeOf(other)).toBe('effect_diverged');
  });

  it('each: every path asks for itself', async () => {
    const { url, asked } = await server(says('one'), says('two'));
    const session = await open([provider('one', url)], { policy: 'each' });
    const first = await ask(session, request());
    const second = await ask(session, request(), 'direct');
    expect([recordOf(first)['text'], recordOf(second)['text']]).toEqual(['one', 'two']);
    expect(asked).toHaveLength(2);
  });

  it('replay: what was recorded, and nothing is asked', async () => {
    const { url, asked } = await server(says('new'));
    const answer: EffectAnswer = { ok: true, value: { text: 'old' }, attempts: [], source: 'performed' };
    const recorded = [{ ...at('ask'), request: request(), answer }];
    const session = await open([provider('one', url)], { policy: 'replay', recorded });
    expect(await ask(session, request())).toMatchObject({ value: { text: 'old' }, source: 'recorded' });
    expect(asked).toHaveLength(0);
  });

  it('deny, a node that does not declare it, a workspace that does not grant it: before anything is sent', async () => {
    const { url, asked } = await server(says('never'));
    const providers = [provider('one', url), provider('three', url)];
    expect(codeOf(await ask(await open(providers, { policy: 'deny' }), request()))).toBe('effect_denied');
    const undeclared = await ask(await open(providers), request({}, { targets: ['three/m'] }));
    expect(undeclared).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.three', node: 'shop' } },
    });
    const ungranted = await ask(await open(providers, {}, {}, ['llm.chat.two']), request());
    expect(ungranted).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.one' } },
    });
    expect(asked).toHaveLength(0);
  });

  it('a model for each path: each asks for itself, whom it was given', async () => {
    const [a, b] = [await server(says('one')), await server(says('two'))];
    const providers = [provider('one', a.url), provider('three', b.url)];
    const models = { direct: 'three/x' };
    const session = await open(providers, { models });
    expect(recordOf(await ask(session, request()))).toMatchObject({ text: 'one', target: 'one/m' });
    expect(recordOf(await ask(session, request(), 'direct'))).toMatchObject({
      text: 'two',
      target: 'three/x',
    });
    const ungranted = await open(providers, { models }, {}, ['llm.chat.one']);
    expect(await ask(ungranted, request(), 'direct')).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.three' } },
    });
    // Who chooses the model cannot give the node what it does not declare.
    const other = await session.request(
      'direct',
      ['shop'],
      at('other'),
      request({}, { targets: ['three/m'] }),
    );
    expect(other).toMatchObject({ error: { code: 'capability_denied', fields: { node: 'shop' } } });
  });

  it('a node that denies a provider does not get it by the choice of another model', async () => {
    const { url, asked } = await server(says('never'));
    const node = securedProgram('shop', ['llm.chat.one'], ['llm.chat.two']);
    const llm = backendOf([provider('one', url), provider('two', url)]);
    const session = await openSession(broker({ grants: ['llm.chat.*'] }, { llm }), node, {
      models: { reference: 'two/m' },
    });
    expect(await ask(session, request())).toMatchObject({ error: { code: 'capability_denied' } });
    expect(asked).toHaveLength(0);
  });

  it('ends a call when it is closed', async () => {
    const arrived = Promise.withResolvers<void>();
    const { url } = await server(() => arrived.resolve());
    const session = await open([provider('one', url)]);
    const answer = ask(session, request({}, { timeoutMs: null }));
    await arrived.promise;
    await session.close();
    expect(codeOf(await answer)).toBe('cancelled');
  });
});
