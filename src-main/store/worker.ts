import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { perform } from './commands.ts';
import { connect } from './database.ts';
import { asStoreError, type StoreError } from './errors.ts';
import type { Answer, Command, Job, Request, WorkerStart } from './messages.ts';
import { Recorder } from './recorder.ts';

/** No event waits longer than this before it is written. */
const FLUSH_MS = 20;
/** More than this is written without waiting. */
const FLUSH_EVENTS = 8192;

/** How often it is tried again when the disk is full, and how many events are kept until then. */
const RETRY_MS = 500;
const HOLD_EVENTS = 2_000_000;
const HELD_REPLY_MS = 200;

const port = parentPort;
if (port === null) throw new Error('the store worker runs as a worker thread');
const { file, session, maxPages, hold } = workerData as WorkerStart;

let queue: Job[] = [];
let events = 0;
let asked: Asked[] = [];
let timer: NodeJS.Timeout | undefined;
let soon: NodeJS.Immediate | undefined;
let failed: StoreError | undefined;
let full: StoreError | undefined;

interface Asked {
  readonly reply: number;
  readonly of: MessagePort;
}

/** Who records: the thread of the store itself, and others that it shares its writing with. */
const ports = new Set([port]);
const tell = (answer: Answer) => port.postMessage(answer);
const tellAll = (answer: Answer) => {
  for (const each of ports) each.postMessage(answer);
};

const db = connect(file, { readonly: false });
if (maxPages > 0) db.pragma(`max_page_count = ${maxPages}`);
const recorder = new Recorder(db, session);

/** One transaction for all that waits. After a failure nothing more is written: what is on disk stays a prefix. */
function commit(): void {
  clearTimeout(timer);
  clearImmediate(soon);
  timer = undefined;
  soon = undefined;
  const jobs = queue;
  const replies = asked;
  const held = events;
  queue = [];
  asked = [];
  events = 0;
  if (failed === undefined && jobs.length > 0) {
    try {
      recorder.run(jobs);
      if (full !== undefined) tell({ type: 'room' });
      full = undefined;
    } catch (error) {
      const known = asStoreError(error);
      if (hold && known.code === 'store_full' && held <= HOLD_EVENTS) keep(known, jobs, held);
      else {
        failed = known;
        tellAll({ type: 'failed', code: known.code, message: known.message });
      }
    }
  }
  for (const { reply, of } of replies) {
    if (failed === undefined) of.postMessage({ type: 'done', reply } satisfies Answer);
    else
      of.postMessage({
        type: 'failed',
        reply,
        code: failed.code,
        message: failed.message,
      } satisfies Answer);
  }
  if (jobs.some((job) => job.type === 'close')) {
    db.close();
    for (const each of ports) each.close();
  }
}

/** There is no room: the jobs wait, and are tried again. */
function keep(error: StoreError, jobs: Job[], count: number): void {
  if (full === undefined) tell({ type: 'full', message: error.message });
  full = error;
  queue = jobs;
  events = count;
  timer = setTimeout(commit, RETRY_MS);
}

/** A copy of all that is recorded, with what there was no room for. */
async function copyTo(copy: string): Promise<null> {
  await db.backup(copy);
  if (queue.length === 0) return null;
  const to = connect(copy, { readonly: false });
  try {
    recorder.runOnCopy(to, queue);
  } finally {
    to.close();
  }
  return null;
}

async function run(command: Command, reply: number): Promise<void> {
  // What was recorded before comes first.
  commit();
  try {
    if (failed !== undefined) throw failed;
    if (full !== undefined && command.type !== 'backup') throw full;
    const result =
      command.type === 'backup' ? await copyTo(command.file) : await perform(db, session, command);
    tell({ type: 'result', reply, result });
  } catch (error) {
    const { code, message } = asStoreError(error);
    tell({ type: 'refused', reply, code, message });
  }
}

function take(of: MessagePort, { jobs, reply, command, from }: Request): void {
  if (from !== undefined) listenTo(from);
  if (command !== undefined && reply !== undefined) {
    void run(command, reply);
    return;
  }
  for (const job of jobs) {
    queue.push(job);
    if (job.type === 'events') events += job.batch.count;
  }
  if (reply !== undefined) asked.push({ reply, of });
  if (full !== undefined) {
    // It waits for room, and nobody waits for that; but who asks again and again must not keep a copy from being made.
    const replies = asked;
    asked = [];
    setTimeout(() => {
      for (const { reply: each, of } of replies)
        of.postMessage({ type: 'done', reply: each } satisfies Answer);
    }, HELD_REPLY_MS);
    return;
  }
  if (events >= FLUSH_EVENTS) commit();
  // Whoever waits is answered at once, together with all others whose requests have already arrived.
  else if (reply !== undefined) soon ??= setImmediate(commit);
  else timer ??= setTimeout(commit, FLUSH_MS);
}

function listenTo(of: MessagePort): void {
  ports.add(of);
  of.on('message', (request: Request) => take(of, request));
  of.on('close', () => ports.delete(of));
}
listenTo(port);
