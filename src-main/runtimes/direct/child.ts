/**
 * The direct runtime's process: executes one run after the other as the host asks. Standard output belongs to the
 * protocol, so whatever handlers print goes to standard error.
 */

import { writeSync } from 'node:fs';
import type { Program } from '../../../shared/node/program.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import { keepCompiled } from '../host/compile-cache.ts';
import { endWithHost } from '../host/guard.ts';
import type { ChildMessage, HostMessage } from '../protocol.ts';
import { Channel } from './channel.ts';
import { Handlers } from './handlers/handlers.ts';
import { LineStepper } from './handlers/line-stepper.ts';
import type { Run } from './run/execution.ts';
import { runCallee, runRoot } from './run/node.ts';
import { type HostLink, Recorder } from './run/recorder.ts';
import { resumedFrame } from './run/resume.ts';
import { runBlock } from './run/steps.ts';

type RunMessage = Extract<HostMessage<Program>, { type: 'run' }>;

const channel = new Channel(() => process.exit(0));
const units = new Map<string, Program>();
const stepper = new LineStepper();

const link: HostLink = {
  send: (message: ChildMessage) => channel.writeLine(JSON.stringify(message)),
  receive: () => parseJsonText(channel.readLine()) as HostMessage<Program>,
};

function toStderr(chunk: string | Uint8Array): boolean {
  writeSync(2, chunk as string);
  return true;
}

function unit(node: string, hash: string | undefined): Program {
  const program = units.get(`${hash} ${node}`);
  if (program === undefined) throw new Error(`${node} was not loaded`);
  return program;
}

async function execute(message: RunMessage): Promise<void> {
  const recorder = new Recorder(link, message.mode);
  const handlers = new Handlers(message.handlers);
  const run: Run = {
    recorder,
    programs: new Map(Object.entries(message.callees).map(([node, hash]) => [node, unit(node, hash)])),
    missingHandler: (name) => handlers.missing(name),
    callHandler: (name, parameters) =>
      handlers.call(name, parameters, (handler, args) => stepper.call(recorder, handler, args)),
    runBlock: (frame, steps, block, resume) => runBlock(run, frame, steps, block, resume),
    callNode: (caller, program, inputs, resumed) => runCallee(run, caller, program, inputs, resumed),
  };
  const resumed = message.continuation === null ? null : resumedFrame(message.continuation);
  await runRoot(run, unit(message.node, message.hash), message.inputs, resumed);
}

/** What a handler leaves behind (a timer, a promise) may fail long after its call: that is no later run's failure. */
function leftBehind(error: unknown): void {
  toStderr(`left behind by a handler: ${error instanceof Error ? error.stack : typeof error}\n`);
}

async function serve(): Promise<void> {
  process.on('uncaughtException', leftBehind);
  process.on('unhandledRejection', leftBehind);
  process.stdout.write = toStderr as typeof process.stdout.write;
  await endWithHost();
  keepCompiled();
  link.send({ type: 'ready', name: 'interpreter', version: process.versions.node, pid: process.pid });
  for (;;) {
    const message = link.receive();
    if (message.type === 'load')
      for (const { node, hash, unit } of message.units) units.set(`${hash} ${node}`, unit);
    else if (message.type === 'run') await execute(message);
    else throw new Error(`unexpected ${message.type}`);
  }
}

serve().catch((error: unknown) => {
  link.send({
    type: 'fatal',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  process.exit(1);
});
