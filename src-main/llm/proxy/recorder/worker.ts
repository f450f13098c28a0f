import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import { DOCUMENT, pack } from '../../../store/chunk.ts';
import { newId } from '../../../store/id.ts';
import type { SharedWriter } from '../../../store/messages.ts';
import { connectWriter } from '../../../store/writer.ts';
import { exchangeOf, type Passed } from '../passed.ts';
import { type Exchange, recordExchange } from '../record.ts';
import { bytesOf, callsOf } from './batch.ts';
import { Later } from './later.ts';
import type { Batch, Recorded } from './messages.ts';

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

port.on('message', (batch: Batch) => {
  const bytes = bytesOf(batch);
  later.take(newId('kept'), { batch, recorded: [] }, pack(DOCUMENT, bytes), bytes.length);
});
