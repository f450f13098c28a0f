import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import { DOCUMENT, pack, unpack } from '../../../store/chunk.ts';
import { newId } from '../../../store/id.ts';
import type { Pending, SharedWriter } from '../../../store/messages.ts';
import { connectWriter } from '../../../store/writer.ts';
import { exchangeOf, type Passed } from '../passed.ts';
import { type Exchange, recordExchange } from '../record.ts';
import { Later } from './later.ts';
import type { Batch, Item, Recorded, ToRecorder } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('the recorder runs as a worker thread');

const store = connectWriter(workerData as SharedWriter);

/** Calls that are kept and recorded together, and what becomes of each. */
interface Calls {
  readonly batch: Batch;
  readonly recorded: Promise<Recorded>[];
}

const later = new Later<Calls>({
  store,
  record: ({ batch, recorded }) => {
    for (const item of batch) recorded.push(record(taken(item)));
  },
  done: ({ batch, recorded }, error) => {
    if (error === undefined) void Promise.all(recorded).then(tell);
    else tell(batch.map((item) => ({ trace: taken(item).trace, error: errorText(error) })));
  },
});

function taken(item: Item): Exchange | Passed {
  if (typeof item === 'string') return JSON.parse(item) as Exchange;
  const [passed, request, answer] = item;
  return { ...(JSON.parse(passed) as Omit<Passed, 'request' | 'answer'>), request, answer };
}

/** All is written before it waits. */
async function record(call: Exchange | Passed): Promise<Recorded> {
  const { trace } = call;
  try {
    await recordExchange({ store, newId }, exchangeOf(call));
    return { trace };
  } catch (error) {
    return { trace, error: errorText(error) };
  }
}

function tell(recorded: readonly Recorded[]): void {
  port?.postMessage(recorded);
}

function take(batch: Batch): void {
  const text = Buffer.from(JSON.stringify(batch));
  later.take(newId('kept'), { batch, recorded: [] }, pack(DOCUMENT, text), text.length);
}

/** What cannot be read, maybe since another version wrote it, is said and not kept any longer. */
function adopt({ name, body }: Pending): void {
  let batch: Batch = [];
  try {
    batch = JSON.parse(unpack(DOCUMENT, body).toString()) as Batch;
    for (const item of batch) exchangeOf(taken(item));
  } catch (error) {
    batch = [];
    tell([{ trace: name, error: errorText(error) }]);
  }
  later.adopt(name, { batch, recorded: [] }, body.length);
}

port.on('message', (message: ToRecorder) => {
  if ('batch' in message) take(message.batch);
  else for (const pending of message.left) adopt(pending);
});
