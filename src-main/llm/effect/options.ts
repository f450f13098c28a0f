import type { DemoServer } from '../demo/demo-server.ts';
import type { Keys } from '../key.ts';
import type { ServiceUrls } from '../reach.ts';

/** A named way to a model: `routes` of parallax.yml. */
export interface LlmRoute {
  /** `PROVIDER/MODEL` each. */
  readonly models: readonly string[];
  readonly strategy: 'primary' | 'weighted' | 'least_latency' | 'least_loss';
  readonly weights: Readonly<Record<string, number>>;
}

export interface LlmBackendOptions {
  /** `providers` of parallax.yml. */
  readonly providers: readonly unknown[];
  readonly routes: Readonly<Record<string, LlmRoute>>;
  readonly keys: Keys;
  readonly services: ServiceUrls;
  /** Scales timeouts, pauses and breakers; 1 is real time. */
  readonly clockScale: number;
  readonly random: () => number;
  /** Started when one of its models is asked. */
  readonly demo: DemoServer;
}
