import { BRIDGE_PORT, type Bridge } from '../../shared/api/bridge.ts';

declare global {
  interface Window {
    readonly parallax?: Bridge;
  }
}

/** How the API is reached. Nothing else in the renderer knows which shell it runs in. */
export interface Transport {
  readonly url: string;
  readonly socket: typeof WebSocket;
  /** Shows a folder dialog where the shell has one. */
  readonly chooseFolder: (() => Promise<string | null>) | null;
  /** Whether anything is there at all, for a line that does not come back. */
  readonly answers: () => Promise<boolean>;
  /** Why the API may refuse this page, if that is known beforehand. */
  readonly problem: string | null;
}

export async function chooseTransport(): Promise<Transport> {
  const bridge = window.parallax;
  if (bridge) {
    return {
      url: 'parallax:',
      socket: portSocket(bridge) as unknown as typeof WebSocket,
      chooseFolder: () => bridge.chooseFolder(),
      answers: () => Promise.resolve(false),
      problem: null,
    };
  }
  return {
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api`,
    socket: WebSocket,
    chooseFolder: null,
    answers: () =>
      fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
        ({ ok }) => ok,
        () => false,
      ),
    problem: await spendToken(),
  };
}

/** The address carries a token that is good for one session cookie; it leaves the address bar at once. */
async function spendToken(): Promise<string | null> {
  const token = /^#token=([^&/]+)/.exec(location.hash)?.[1];
  if (token === undefined) return null;
  history.replaceState(null, '', location.pathname);
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: decodeURIComponent(token) }),
    });
    return response.ok ? null : (await response.text()).trim();
  } catch {
    return 'Parallax does not answer at this address any more.';
  }
}

/** A WebSocket as the tRPC client uses one, over a message port of the Electron shell. */
function portSocket(bridge: Bridge) {
  return class PortSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readyState = 0;
    #port: MessagePort | null = null;

    constructor() {
      super();
      const arrived = (event: MessageEvent<unknown>) => {
        const port = event.ports[0];
        if (event.source !== window || event.data !== BRIDGE_PORT || !port) return;
        window.removeEventListener('message', arrived);
        this.#opened(port);
      };
      window.addEventListener('message', arrived);
      bridge.connect();
    }

    #opened(port: MessagePort): void {
      this.#port = port;
      this.readyState = 1;
      port.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
      port.addEventListener('close', () => this.#ended());
      this.dispatchEvent(new Event('open'));
    }

    send(text: string): void {
      this.#port?.postMessage(text);
    }

    close(): void {
      this.#port?.close();
      this.#ended();
    }

    #ended(): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent('close'));
    }
  };
}
