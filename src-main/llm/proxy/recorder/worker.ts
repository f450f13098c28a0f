import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import { newId } from '../../../store/id.ts';
import type { SharedWriter } from '../../../store/messages.ts';
import { connectWriter } from '../../../store/writer.ts';
import { exchangeOf, type Passed } from '../passed.ts';
import { type Exchange, recordExchange } from '../record.ts';
import type { Batch, Item, Recorded } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('the recorder runs as a worker thread');

const store = connectWriter(workerData as SharedWriter);

function taken(item: Item): Exchange | Passed {
  if (typeof item === 'string') return JSON.parse(item) as Exchange;
  const [passed, request, answer] = item;
  return { ...(JSON.parse(passed) as Omit<Passed, 'request' | 'answer'>), request, answer };
}

async function record(item: Item): Promise<Recorded> {
  const call = taken(item);
  const { trace } = call;
  try {
    await recordExchange({ store, newId }, exchangeOf(call));
    return { trace };
  } catch (error) {
    return { trace, error: errorText(error) };
  }
}

let told: Recorded[] = [];

/** Many are on disk in the same moment: each message costs those who get it as much as a part of a call. */
function tell(recorded: Recorded): void {
  if (told.push(recorded) > 1) return;
  setImmediate(() => {
    port?.postMessage(told);
    told = [];
  });
}

port.on('message', (batch: Batch) => {
  for (const item of batch) void record(item).then(tell);
});
