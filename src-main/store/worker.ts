import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './database.ts';
import { asStoreError, type StoreError } from './errors.ts';
import type { Answer, Job, Request, WorkerStart } from './messages.ts';
import { Recorder } from './recorder.ts';

/** No event waits longer than this before it is written. */
const FLUSH_MS = 20;
/** More than this is written without waiting. */
const FLUSH_EVENTS = 8192;

const port = parentPort;
if (port === null) throw new Error('the store worker runs as a worker thread');
const { file, session, maxPages } = workerData as WorkerStart;

let queue: Job[] = [];
let events = 0;
let timer: NodeJS.Timeout | undefined;
let failed: StoreError | undefined;

const tell = (answer: Answer) => port.postMessage(answer);
const fail = (error: unknown) => {
  failed = asStoreError(error);
  queue = [];
  tell({ type: 'failed', code: failed.code, message: failed.message });
};

const db = connect(file, { readonly: false });
if (maxPages > 0) db.pragma(`max_page_count = ${maxPages}`);
const recorder = new Recorder(db, session);

/** One transaction for all that waits. After a failure nothing more is written: what is on disk stays a prefix. */
function commit(): void {
  clearTimeout(timer);
  timer = undefined;
  if (queue.length === 0 || failed) return;
  const jobs = queue;
  queue = [];
  events = 0;
  try {
    recorder.run(jobs);
  } catch (error) {
    fail(error);
  }
}

port.on('message', ({ jobs, reply }: Request) => {
  if (!failed) {
    for (const job of jobs) {
      queue.push(job);
      if (job.type === 'events') events += job.batch.count;
    }
  }
  if (reply !== undefined || events >= FLUSH_EVENTS) commit();
  else timer ??= setTimeout(commit, FLUSH_MS);
  if (reply !== undefined) {
    tell(
      failed
        ? { type: 'failed', reply, code: failed.code, message: failed.message }
        : { type: 'done', reply },
    );
  }
  if (jobs.some((job) => job.type === 'close')) {
    db.close();
    port.close();
  }
});
