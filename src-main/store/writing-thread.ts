import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { asStoreError, type StoreError } from './errors.ts';
import type { StartWriting, WritingStart } from './messages.ts';

let thread: Worker | undefined;
const losses = new Set<(error: StoreError) => void>();

/**
 * Begins to write a store on the one thread that writes all stores of this process, and gives the way there, which closes with
 * the store. One, since a thread costs more to start than a store to open, and since V8 aborts now and then where threads come
 * and go (nodejs/node#64500). It keeps no process alive: the ways to it do.
 */
export function startWriting(start: WritingStart, onLost: (error: StoreError) => void): MessagePort {
  thread ??= startThread();
  const { port1, port2 } = new MessageChannel();
  losses.add(onLost);
  port1.on('close', () => losses.delete(onLost));
  thread.postMessage({ start, port: port2 } satisfies StartWriting, [port2]);
  return port1;
}

function startThread(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  worker.unref();
  worker.on('error', (error) => {
    for (const lost of losses) lost(asStoreError(error));
  });
  worker.on('exit', () => {
    if (thread === worker) thread = undefined;
  });
  return worker;
}
