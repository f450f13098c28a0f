import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LlmRunItem, LlmRunView } from '../../../shared/api/llm.ts';
import { lossSchema } from '../../../shared/llm/losses/loss.ts';
import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { llmErrorSchema } from '../../../shared/llm/protocol/error.ts';
import { dialectSchema, jsonObjectSchema, jsonSchema } from '../../../shared/llm/protocol/part.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { chatResponseSchema } from '../../../shared/llm/protocol/response.ts';

const laneSchema = z.object({
  target: z.string(),
  dialect: dialectSchema,
  state: z.enum(['done', 'failed', 'cancelled']),
  response: chatResponseSchema.nullable(),
  error: llmErrorSchema.nullable(),
  wire: z
    .object({ url: z.string(), headers: z.record(z.string(), z.string()), body: jsonObjectSchema })
    .nullable(),
  losses: z.array(lossSchema),
  answerLosses: z.array(lossSchema),
  score: z.number().nullable(),
  violations: z.array(
    z.object({ path: z.string(), at: z.string(), keyword: z.string(), reason: z.string() }),
  ),
  attempts: z.array(
    z.object({
      startedMs: z.number(),
      endedMs: z.number(),
      status: z.number().nullable(),
      error: z.string().nullable(),
    }),
  ),
  firstMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  cost: z.object({ total: z.number(), input: z.number(), output: z.number(), model: z.string() }).nullable(),
  stream: z.array(z.tuple([z.number(), z.string()])),
});

const runSchema = z.object({
  /** Version of this form. */
  format: z.literal(1),
  id: z.string(),
  name: z.string(),
  startedAt: z.number(),
  targets: z.array(z.string()),
  ended: z.literal(true),
  request: chatRequestSchema,
  policy: z.enum(POLICIES),
  lanes: z.array(laneSchema),
  verdict: z
    .object({
      same: z.boolean(),
      differences: z.array(z.object({ path: z.string(), values: z.record(z.string(), jsonSchema) })),
    })
    .nullable(),
});

/** Runs that have ended, one file each in the workspace's store: they open without a network. */
export class RunFiles {
  readonly #folder: string;

  constructor(store: string) {
    this.#folder = join(store, 'llm');
  }

  save(run: LlmRunView): void {
    mkdirSync(this.#folder, { recursive: true });
    const file = this.#file(run.id);
    writeFileSync(`${file}.tmp`, JSON.stringify({ format: 1, ...run }), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  }

  /** undefined: there is none, or it cannot be read. */
  read(id: string): LlmRunView | undefined {
    if (!/^llm_[0-9a-z]{20}$/.test(id)) return undefined;
    try {
      const { format: _, ...run } = runSchema.parse(JSON.parse(readFileSync(this.#file(id), 'utf8')));
      return run;
    } catch {
      return undefined;
    }
  }

  /** Newest first. */
  list(most: number): readonly LlmRunItem[] {
    let files: readonly string[];
    try {
      files = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return files
      .filter((file) => file.endsWith('.json'))
      .toSorted((a, b) => (a < b ? 1 : -1))
      .slice(0, most)
      .flatMap((file) => {
        const run = this.read(file.slice(0, -'.json'.length));
        return run ? [itemOf(run)] : [];
      });
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

export function itemOf({ id, name, startedAt, targets, ended }: LlmRunItem): LlmRunItem {
  return { id, name, startedAt, targets, ended };
}
