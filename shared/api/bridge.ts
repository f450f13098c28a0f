/**
 * What the Electron preload offers the page as `window.parallax`: one message channel to the main process that carries
 * the API's frames as text, like a WebSocket does in the browser shell.
 */
export interface Bridge {
  /** Opens the channel; the callbacks are called until it is closed from either side. */
  connect(handlers: BridgeHandlers): BridgeChannel;
}

export interface BridgeHandlers {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface BridgeChannel {
  send(text: string): void;
  close(): void;
}
