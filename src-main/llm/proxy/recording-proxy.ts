import type { LibraryStore } from '../../store/store.ts';
import { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
import { ProxyRecorder } from './recorder/recorder.ts';

export interface RecordingOptions extends Omit<ProxyOptions, 'record'> {
  readonly store: Pick<LibraryStore, 'share'>;
  /** There are more calls in the store. */
  readonly recorded?: () => void;
}

/** The proxy with every call in `store`; closing it waits for the last of them. */
export async function startRecordingProxy(options: RecordingOptions): Promise<RunningProxy> {
  const { store, recorded = () => undefined, ...rest } = options;
  const recorder = new ProxyRecorder({ share: () => store.share(), recorded, onBug: rest.onBug });
  try {
    const { url, close } = await startProxy({
      ...rest,
      record: (exchange) => recorder.record(exchange),
    });
    return {
      url,
      async close() {
        await close();
        await recorder.close();
      },
    };
  } catch (error) {
    await recorder.close();
    throw error;
  }
}
