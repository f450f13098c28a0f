/** What the Electron preload offers the page as `window.parallax`. */
export interface Bridge {
  /** Asks main for a port to the API; it arrives as a message event of the window with `BRIDGE_PORT` as its data. */
  connect(): void;
  /** Shows the system's folder dialog; null when it was cancelled. */
  chooseFolder(): Promise<string | null>;
}

export const BRIDGE_PORT = 'parallax:port';
