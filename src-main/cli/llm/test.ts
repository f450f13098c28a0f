import { Command } from 'commander';
import { LlmClient } from '../../llm/client.ts';
import { testTarget } from '../../llm/test-target.ts';
import { EXIT } from '../failure.ts';
import { visible } from '../visible.ts';
import { demoFor, registryOf, targetNamed, workspaceOption } from './files.ts';

export function testCommand(): Command {
  return new Command('test')
    .description('ask a model for one word, and say in one sentence what is wrong where it does not answer')
    .argument('<provider/model>', 'the model')
    .addOption(workspaceOption())
    .option('--json', 'print {target, ok, message, code, status, totalMs}')
    .addHelpText(
      'after',
      `
It is sent, and may cost a few tokens. Keys come from the environment.
Exit code: 0 it answered, 1 it did not, 2 bad usage.

Examples:
  parallax llm test openai/gpt-4.1
  parallax llm test demo-anthropic/demo   # no key`,
    )
    .action(test);
}

interface TestOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

async function test(name: string, { workspace, json }: TestOptions): Promise<void> {
  const demo = await demoFor([name]);
  const client = new LlmClient({ environment: process.env });
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  process.once('SIGINT', cancel);
  try {
    const target = targetNamed(name, registryOf(workspace, demo?.providers));
    const result = await testTarget(client, target, stop.signal);
    if (json) console.log(JSON.stringify(result));
    else if (result.ok) console.log(result.message);
    else console.error(`parallax: ${visible(result.message)}`);
    if (!result.ok) process.exitCode = EXIT.error;
  } finally {
    process.off('SIGINT', cancel);
    await client.close();
    await demo?.close();
  }
}
