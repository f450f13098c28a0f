import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_PORT, type Bridge } from '../../../shared/api/bridge.ts';

/** What this script uses of the page; the layer is compiled without the DOM's types. */
declare const MessageChannel: new () => { readonly port1: object; readonly port2: object };
const page = globalThis as unknown as {
  readonly location: { readonly origin: string };
  postMessage(message: string, origin: string, ports: readonly object[]): void;
};

contextBridge.exposeInMainWorld('parallax', {
  connect() {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage('parallax:connect', null, [port2 as never]);
    // Ports cannot cross the bridge itself: the page's end goes to it as a message.
    page.postMessage(BRIDGE_PORT, page.location.origin, [port1]);
  },
  chooseFolder: () => ipcRenderer.invoke('parallax:choose-folder') as Promise<string | null>,
} satisfies Bridge);
