import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../../../shared/api/bridge.ts';

/** What this script uses of a DOM port; the layer is compiled without the DOM's types. */
interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  postMessage(text: string): void;
  close(): void;
}
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

contextBridge.exposeInMainWorld('parallax', {
  connect(handlers) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => handlers.received(String(event.data));
    port1.onclose = () => handlers.closed();
    ipcRenderer.postMessage('parallax:connect', null, [port2 as never]);
    handlers.opened();
    return { send: (text) => port1.postMessage(text), close: () => port1.close() };
  },
  chooseFolder: () => ipcRenderer.invoke('parallax:choose-folder') as Promise<string | null>,
} satisfies Bridge);
