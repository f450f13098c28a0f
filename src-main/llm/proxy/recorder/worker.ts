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
import type { Failed, Recorded, Sent } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('the recorder runs as a worker thread');

const store = connectWriter(workerData as SharedWriter);

/** Calls that are kept and recorded together, and what becomes of each. */
interface Calls extends Sent {
  readonly recorded: Promise<Failed | undefined>[];
}

const later = new Later<Calls>({
  store,
  record: ({ batch, recorded }) => {
    for (const call of callsOf(batch)) recorded.push(record(call));
  },
  done: ({ number, batch, recorded }, error) => {
    const tell = (failed: readonly Failed[]): void => port.postMessage({ number, failed } satisfies Recorded);
    if (error === undefined)
      void Promise.all(recorded).then((calls) => tell(calls.filter((call) => call !== undefined)));
    else tell(callsOf(batch).map(({ trace }) => ({ trace, error: errorText(error) })));
  },
});

/** All is written before it waits. */
async function record(call: Exchange | Passed): Promise<Failed | undefined> {
  try {
    await recordExchange({ store, newId }, exchangeOf(call));
    return undefined;
  } catch (error) {
    return { trace: call.trace, error: errorText(error) };
  }
}

port.on('message', ({ number, batch }: Sent) => {
  const bytes = bytesOf(batch);
  later.take(newId('kept'), { number, batch, recorded: [] }, pack(DOCUMENT, bytes), bytes.length);
});
