import type { DemoProvider } from './server.ts';

/** The demo of one workspace, started when it is first needed. */
export class DemoServer {
  #starting: Promise<DemoProvider> | null = null;
  #started: DemoProvider | null = null;

  /** Null while it has not started. */
  get started(): DemoProvider | null {
    return this.#started;
  }

  async start(): Promise<DemoProvider> {
    this.#starting ??= import('./server.ts').then(({ startDemoProvider }) => startDemoProvider(0, WORD_MS));
    this.#started = await this.#starting;
    return this.#started;
  }

  async close(): Promise<void> {
    await (await this.#starting)?.close();
  }
}

/** As fast as a model writes: a stream can be watched, and cancelled. */
const WORD_MS = 30;
