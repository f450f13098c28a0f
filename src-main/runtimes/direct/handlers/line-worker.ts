/** The thread that steps through handlers: it debugs the interpreter's thread and, while that stands still, asks the host. */

import { type Debugger, type Runtime, Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { parseJsonText } from '../../../../shared/values/json-text.ts';
import type { ChildMessage, HostMessage } from '../../protocol.ts';
import type { HandlerLine } from '../../runtime.ts';
import { Channel } from '../channel.ts';
import { displayText } from './display-text.ts';
import { MODES, type StepperData, type StepperReply, type StepperRequest } from './line-protocol.ts';

const LOCAL_SCOPES: ReadonlySet<string> = new Set(['local', 'block', 'catch', 'closure']);
const { mode } = workerData as StepperData;
// A thread cannot exit its process, and the other one stands still.
const channel = new Channel(() => process.kill(process.pid, 'SIGKILL') as never);
const session = new Session();
let target = { url: '', file: '' };
let scriptId = '';

function post<T>(method: string, params: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result as T)));
  });
}

async function localsOf(frame: Debugger.CallFrame): Promise<HandlerLine['locals']> {
  const locals = new Map<string, string>();
  for (const scope of frame.scopeChain) {
    const { objectId } = scope.object;
    if (!LOCAL_SCOPES.has(scope.type) || objectId === undefined) continue;
    const { result } = await post<{ result: Runtime.PropertyDescriptor[] }>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
      generatePreview: true,
    });
    for (const { name, value } of result) {
      // Functions are the code itself, which is shown beside it.
      if (value === undefined || isCode(value) || locals.has(name)) continue;
      locals.set(name, await textOf(value));
    }
  }
  return [...locals];
}

function isCode({ type, subtype, description }: Runtime.RemoteObject): boolean {
  return type === 'function' || (subtype === 'proxy' && description === 'Proxy(Function)');
}

/** Decimals by their own text; their fields say nothing. */
async function textOf(value: Runtime.RemoteObject): Promise<string> {
  const { objectId, className } = value;
  if (className !== 'BigDecimal' || objectId === undefined) return displayText(value);
  const functionDeclaration = 'function () { return this.toString(); }';
  const { result } = await post<{ result: Runtime.RemoteObject }>('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration,
  });
  return String(result.value);
}

async function paused({ callFrames }: Debugger.PausedEventDataType): Promise<void> {
  const frame = callFrames[0];
  if (frame !== undefined) {
    const line: HandlerLine = {
      file: target.file,
      line: frame.location.lineNumber + 1,
      locals: await localsOf(frame),
    };
    const message: ChildMessage = { type: 'events', events: [], wait: 'line', line };
    channel.writeLine(JSON.stringify(message));
    const reply = parseJsonText(channel.readLine()) as HostMessage<unknown>;
    if (reply.type !== 'go') throw new Error(`expected go, got ${reply.type}`);
    mode[0] = MODES.indexOf(reply.mode);
    if (reply.mode !== 'line') await post('Debugger.setBreakpointsActive', { active: false });
  }
  await post('Debugger.resume');
}

/**
 * One breakpoint on each line of the handler's file, where its first statement begins. Steps would lead into Node's own
 * code and end at an await; breakpoints hold the file alone, however its code comes to run.
 */
async function arm(url: string, file: string): Promise<void> {
  target = { url, file };
  scriptId = '';
  await post('Debugger.enable');
  await post('Debugger.setBreakpointsActive', { active: true });
  if (scriptId === '') return;
  const start = { scriptId, lineNumber: 0, columnNumber: 0 };
  const { locations } = await post<{ locations: Debugger.BreakLocation[] }>(
    'Debugger.getPossibleBreakpoints',
    {
      start,
    },
  );
  const first = new Map<number, Debugger.Location>();
  for (const { lineNumber, columnNumber = 0 } of locations) {
    if (!first.has(lineNumber)) first.set(lineNumber, { scriptId, lineNumber, columnNumber });
  }
  await Promise.all([...first.values()].map((location) => post('Debugger.setBreakpoint', { location })));
}

function connect(): boolean {
  try {
    session.connectToMainThread();
    return true;
  } catch {
    return false;
  }
}

const connected = connect();
session.on('Debugger.scriptParsed', ({ params }) => {
  if (params.url === target.url) scriptId = params.scriptId;
});
session.on('Debugger.paused', ({ params }) => {
  paused(params).catch((error: unknown) => {
    throw error;
  });
});

async function serve(request: StepperRequest): Promise<void> {
  if (connected) await (request.type === 'arm' ? arm(request.url, request.file) : post('Debugger.disable'));
  parentPort?.postMessage({ ok: connected } satisfies StepperReply);
}

parentPort?.on('message', (request: StepperRequest) => {
  serve(request).catch((error: unknown) => {
    throw error;
  });
});
