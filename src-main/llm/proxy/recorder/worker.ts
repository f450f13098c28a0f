import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import { newId } from '../../../store/id.ts';
import type { SharedWriter } from '../../../store/messages.ts';
import { connectWriter } from '../../../store/writer.ts';
import { type Exchange, recordExchange } from '../record.ts';
import type { Batch, Recorded } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('the recorder runs as a worker thread');

const store = connectWriter(workerData as SharedWriter);

async function record(text: string): Promise<Recorded> {
  const exchange = JSON.parse(text) as Exchange;
  const { trace } = exchange;
  try {
    await recordExchange({ store, newId }, exchange);
    return { trace };
  } catch (error) {
    return { trace, error: errorText(error) };
  }
}

port.on('message', (batch: Batch) => {
  for (const text of batch) void record(text).then((recorded) => port.postMessage(recorded));
});
