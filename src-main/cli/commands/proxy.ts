import { type Command, Option } from 'commander';
import { LLM_ROUTES, type LlmRoute, MAX_WEIGHT } from '../../../shared/api/llm-proxy.ts';
import { errorText } from '../../../shared/error-text.ts';
import { type LossPolicy, POLICIES } from '../../../shared/llm/losses/policy.ts';
import {
  findTarget,
  type ProviderRegistry,
  providerRegistry,
} from '../../../shared/llm/providers/registry.ts';
import type { Engine } from '../../api/engine.ts';
import { LlmClient } from '../../llm/client.ts';
import { startDemoProvider } from '../../llm/demo/server.ts';
import type { RunningProxy } from '../../llm/proxy/proxy.ts';
import { startRecordingProxy } from '../../llm/proxy/recording-proxy.ts';
import { routingOf, strategyOf } from '../../llm/proxy/route.ts';
import { EXIT, Failure } from '../failure.ts';
import { collect, demoFor } from '../llm/files.ts';
import { locate, type OpenOptions, withEngine } from '../open.ts';

interface ProxyCommandOptions extends OpenOptions {
  readonly port?: string;
  readonly route: LlmRoute;
  readonly to?: readonly string[];
  readonly weight?: readonly string[];
  readonly losses: LossPolicy;
  readonly demo?: boolean;
}

export function defineProxy(command: Command): void {
  command
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)')
    .option(
      '--to <provider/model>',
      "whom to ask (default: the request's model); repeated: fallbacks",
      collect,
    )
    .addOption(
      new Option('--route <policy>', 'who is asked first').choices([...LLM_ROUTES]).default('primary'),
    )
    .option(
      '--weight <provider/model=n>',
      `with --route weighted: how often it is drawn, 0 to ${MAX_WEIGHT} (default: 1); repeated`,
      collect,
    )
    .addOption(
      new Option('--losses <policy>', 'what to do about losses').choices([...POLICIES]).default('warn'),
    )
    .option(
      '--demo',
      'also start the demo provider: demo-openai-chat/demo and others, without a key; --to starts it as well',
    )
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .addHelpText(
      'after',
      `
Point the base URL of an OpenAI SDK at the address with /v1, that of an Anthropic SDK at the address itself.
Answers say in x-parallax-* headers whom they are from, what was lost, and which trace holds them.
Keys are read from the environment here; what the client sends as its key is ignored.

Examples:
  parallax proxy --port 4700 --demo --to demo-anthropic/demo
  parallax proxy --demo --to demo-anthropic/demo --to demo-gemini/demo --route weighted --weight demo-anthropic/demo=3`,
    )
    .action(proxy);
}

async function proxy(options: ProxyCommandOptions): Promise<void> {
  const port = Number(options.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure('usage', '--port takes a number from 0 to 65535.');
  const weights = weightsOf(options);
  const location = locate(options);
  const demo = options.demo ? await startDemoProvider() : await demoFor(options.to ?? []);
  try {
    await withEngine(location, options, (engine) => {
      const registry = providerRegistry([...engine.workspace.config.providers, ...(demo?.providers ?? [])]);
      for (const name of options.to ?? []) checkTarget(registry, name);
      return serve(engine, registry, port, weights, options);
    });
  } finally {
    await demo?.close();
  }
  process.exit(EXIT.equal);
}

async function serve(
  engine: Engine,
  registry: ProviderRegistry,
  port: number,
  weights: Readonly<Record<string, number>>,
  options: ProxyCommandOptions,
): Promise<void> {
  const { store } = engine;
  const { newId } = engine.comparisonDeps();
  const client = new LlmClient({
    environment: process.env,
    services: (name) => engine.workspace.serviceUrl(name),
  });
  const strategy = strategyOf(options.route, weights);
  let running: RunningProxy | undefined;
  try {
    const ended = interrupted();
    running = await startRecordingProxy({
      store,
      client: () => client,
      port,
      policy: { strategy, losses: options.losses },
      strategyName: options.route,
      newTrace: () => newId('trc'),
      onBug: (error) => console.error(`parallax: ${errorText(error)}`),
      ...routingOf(() => registry, options.to ?? []),
    }).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? new Failure('port_in_use', `Port ${port} is taken: choose another with --port, or leave it out.`)
        : error;
    });
    console.log(`The proxy is at ${running.url} (OpenAI: ${running.url}/v1). Ctrl+C ends it.`);
    await ended;
  } finally {
    await running?.close();
    await client.close();
    await store.flush();
  }
}

function weightsOf({ route, to = [], weight = [] }: ProxyCommandOptions): Readonly<Record<string, number>> {
  if (weight.length > 0 && route !== 'weighted')
    throw new Failure('usage', '--weight is for --route weighted: add it, or leave the weights out.');
  const weights = weight.map((text) => {
    const at = text.lastIndexOf('=');
    const [target, share] = [text.slice(0, at), text.slice(at + 1)];
    if (at <= 0 || !/^\d+(\.\d+)?$/.test(share) || Number(share) > MAX_WEIGHT)
      throw new Failure('usage', `--weight ${text}: it takes PROVIDER/MODEL=N, N from 0 to ${MAX_WEIGHT}.`);
    if (!to.includes(target))
      throw new Failure('usage', `--weight ${text}: ${target} is none of --to, so it is never drawn.`);
    return [target, Number(share)] as const;
  });
  return Object.fromEntries(weights);
}

function checkTarget(registry: ProviderRegistry, name: string): void {
  const target = findTarget(registry, name);
  if (typeof target === 'string')
    throw new Failure('unknown_target', `${target} \`parallax llm models\` lists them.`);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
