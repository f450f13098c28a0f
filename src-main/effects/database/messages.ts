import type { Canonical } from '../../../shared/values/canonical.ts';
import type { DatabaseSource, StatementResult } from './connection.ts';
import type { StatementFacts } from './statement.ts';

/** What the broker asks of the database process; `connection` is the broker's own number for it. */
export type DatabaseCommand =
  | { readonly do: 'open'; readonly connection: number; readonly source: DatabaseSource }
  | { readonly do: 'analyse'; readonly connection: number; readonly sql: string; readonly parameters: number }
  | {
      readonly do: 'perform';
      readonly connection: number;
      readonly sql: string;
      readonly parameters: readonly Canonical[];
      readonly rows: boolean;
      readonly allowed: StatementFacts;
    }
  | { readonly do: 'image'; readonly connection: number }
  | {
      readonly do: 'build';
      readonly file: string;
      readonly scripts: readonly { readonly name: string; readonly sql: string }[];
    }
  | { readonly do: 'close'; readonly connection: number };

export interface DatabaseReplies {
  open: null;
  analyse: StatementFacts;
  perform: StatementResult;
  image: Uint8Array;
  /** Why it could not be built, or null. */
  build: string | null;
  close: null;
}

export interface CommandMessage {
  readonly id: number;
  readonly command: DatabaseCommand;
}

export type ReplyMessage =
  | { readonly id: number; readonly ok: true; readonly reply: DatabaseReplies[keyof DatabaseReplies] }
  | { readonly id: number; readonly ok: false; readonly message: string };
