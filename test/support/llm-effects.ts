import { afterEach, beforeEach } from 'vitest';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { EffectSession, EffectSessionOptions } from '../../src-main/effects/types.ts';
import { DemoServer } from '../../src-main/llm/demo/demo-server.ts';
import { createLlmBackend } from '../../src-main/llm/effect/backend.ts';
import type { LlmBackendOptions } from '../../src-main/llm/effect/options.ts';
import { at, EffectBench, openSession, securedProgram } from './effect-bench.ts';
import { type Answer, COMPLETION, json, type Upstream, upstream } from './llm-upstream.ts';

export type LlmRequest = Extract<EffectRequest, { type: 'llm' }>;

export const KEY = 'sk-planted-7f3a9c2e';
export const NODE = securedProgram('shop', ['llm.chat.one', 'llm.chat.two', 'llm.chat.demo-gemini']);

/** A broker with language models on servers of their own, anew for each test of the file. */
export function modelBench() {
  let bench: EffectBench;
  let servers: Upstream[];
  let demo: DemoServer;

  beforeEach(() => {
    bench = new EffectBench('');
    servers = [];
    demo = new DemoServer();
  });
  afterEach(async () => {
    await bench.close();
    await Promise.all([demo.close(), ...servers.map((server) => server.close())]);
  });

  const server = async (...answers: readonly Answer[]): Promise<Upstream> => {
    const started = await upstream(...answers);
    servers.push(started);
    return started;
  };
  const backendOf = (providers: readonly object[], backend: Partial<LlmBackendOptions> = {}) =>
    createLlmBackend({
      providers,
      routes: {},
      keys: { environment: { TEST_KEY: KEY }, keychain: null },
      services: async () => ({ ok: false, message: 'there are none here' }),
      random: () => 0.5,
      clockScale: 1,
      demo,
      ...backend,
    });
  const broker = (...options: Parameters<EffectBench['broker']>) => bench.broker(...options);
  const open = (
    providers: readonly object[],
    options: Partial<EffectSessionOptions> = {},
    backend: Partial<LlmBackendOptions> = {},
    grants: readonly string[] = ['llm.chat.*'],
  ): Promise<EffectSession> => {
    const clockScale = backend.clockScale ?? 1;
    const llm = backendOf(providers, backend);
    return openSession(broker({ grants, clockScale }, { llm }), NODE, options);
  };
  return { server, backendOf, broker, open, demo: () => demo };
}

export const provider = (id: string, url: string, base = 'openai-compatible'): object => ({
  id,
  extends: base,
  baseUrl: url,
  auth: { header: 'authorization', prefix: 'Bearer ', env: 'TEST_KEY' },
});

export function request(chat: CanonicalObject = {}, rest: Partial<LlmRequest> = {}): LlmRequest {
  return {
    type: 'llm',
    operation: 'chat',
    targets: ['one/m'],
    route: 'primary',
    losses: 'warn',
    request: { messages: [{ role: 'user', content: 'Hello' }], ...chat },
    timeoutMs: 5000,
    retry: null,
    breakers: [],
    ...rest,
  };
}

export const ask = (
  session: EffectSession,
  asked: LlmRequest,
  path: 'reference' | 'direct' = 'reference',
): Promise<EffectAnswer> => session.request(path, ['shop'], at('ask'), asked);

export const says = (content: string, more: object = {}): Answer =>
  json(200, {
    ...COMPLETION,
    choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
  });

export const recordOf = (answer: EffectAnswer): CanonicalObject => {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value as CanonicalObject;
};
