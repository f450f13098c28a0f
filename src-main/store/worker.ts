import { parentPort } from 'node:worker_threads';
import { asStoreError } from './errors.ts';
import type { StartWriting } from './messages.ts';
import { failure, Writing } from './writing.ts';

if (parentPort === null) throw new Error('the stores are written on a worker thread');

parentPort.on('message', ({ start, port }: StartWriting) => {
  try {
    new Writing(start, port);
  } catch (error) {
    port.postMessage(failure(asStoreError(error)));
    port.close();
  }
});
