import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import { DOCUMENT, pack, unpack } from '../../../store/chunk.ts';
import { newId } from '../../../store/id.ts';
import type { Pending, SharedWriter } from '../../../store/messages.ts';
import { connectWriter } from '../../../store/writer.ts';
import { exchangeOf, type Passed } from '../passed.ts';
import { type Exchange, recordExchange } from '../record.ts';
import { batchIn, batchOf, bytesOf, callsOf } from './batch.ts';
import { Later } from './later.ts';
import type { Batch, Recorded, ToRecorder } from './messages.ts';

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
    for (const call of callsOf(batch)) recorded.push(record(call));
  },
  done: ({ batch, recorded }, error) => {
    if (error === undefined) void Promise.all(recorded).then(tell);
    else tell(callsOf(batch).map(({ trace }) => ({ trace, error: errorText(error) })));
  },
});

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
  const bytes = bytesOf(batch);
  later.take(newId('kept'), { batch, recorded: [] }, pack(DOCUMENT, bytes), bytes.length);
}

/** What cannot be read, maybe since another version wrote it, is said and not kept any longer. */
function adopt({ name, body }: Pending): void {
  let batch = NONE;
  try {
    const found = batchIn(unpack(DOCUMENT, body));
    for (const call of callsOf(found)) exchangeOf(call);
    batch = found;
  } catch (error) {
    tell([{ trace: name, error: errorText(error) }]);
  }
  later.adopt(name, { batch, recorded: [] }, body.length);
}

const NONE = batchOf([]);

port.on('message', (message: ToRecorder) => {
  if ('batch' in message) take(message.batch);
  else for (const pending of message.left) adopt(pending);
});
