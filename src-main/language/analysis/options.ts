import type { Program } from '../../../shared/node/program.ts';

/** The part of another node that a call is checked against. */
export type NodeSignature = Pick<Program, 'inputs' | 'outputs'>;

/** What is known of the workspace; what is absent is not checked. */
export interface CheckOptions {
  readonly knownNodes?: ReadonlyMap<string, NodeSignature>;
  readonly knownHandlers?: { readonly python: ReadonlySet<string>; readonly javascript: ReadonlySet<string> };
  /** Capabilities that the workspace grants; `database.read.*` grants all of a kind. */
  readonly grants?: readonly string[];
  /** Configured services, with the host that each stands for. */
  readonly providers?: ReadonlyMap<string, { readonly host: string }>;
  readonly models?: KnownModels;
}

/** What llm_chat steps may name. */
export interface KnownModels {
  /** Providers of language models, with the ids of their models that are known; `*` at the end of an id stands for any text. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
  /** Routes, with their models as `PROVIDER/MODEL`. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}
