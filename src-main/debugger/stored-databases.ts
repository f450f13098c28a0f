import { z } from 'zod';
import type { DatabaseWrite } from '../effects/types.ts';
import type { TraceStore } from '../store/types.ts';

/** What is recorded of the databases of a path. */
export interface StoredDatabases {
  /** `kept` is false where the image held something that must not be copied. */
  readonly start: readonly { readonly database: string; readonly hash: string; readonly kept: boolean }[];
  readonly writes: readonly DatabaseWrite[];
}

const writeSchema = z.custom<DatabaseWrite>(
  (value) => typeof value === 'object' && value !== null && 'changes' in value && 'database' in value,
);
const databaseSchema = z.object({
  start: z.array(z.object({ database: z.string(), hash: z.string(), kept: z.boolean() })),
  writes: z.array(writeSchema),
});

export function storedDatabases(store: TraceStore, trace: string): StoredDatabases {
  const parsed = databaseSchema.safeParse(store.attachment(trace, 'database'));
  return parsed.success ? parsed.data : { start: [], writes: [] };
}
