import { hash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import { isObject } from '../codec.ts';
import { StoreError } from '../errors.ts';
import { divergence, traceEnd } from '../queries.ts';

/** First bytes of a trace file, then the version as four bytes. docs/trace-format.md describes the rest. */
export const MAGIC = Buffer.from('PLXTRACE');
export const VERSION = 1;
export const HEAD_BYTES = MAGIC.length + 4;

/** Sections of a file, in the order in which they may come. */
export const KINDS = ['file', 'srce', 'comp', 'trac', 'evnt', 'tend', 'cend', 'blob', 'done'] as const;
export type SectionKind = (typeof KINDS)[number];
/** Kind, compressed length, length, SHA-256 of the compressed bytes. */
export const FRAME_BYTES = 4 + 4 + 4 + 32;

/** How far a file may grow when it is read. */
export interface ArchiveLimits {
  /** Bytes of one section. */
  readonly section: number;
  /** Bytes of all together. */
  readonly total: number;
}
export const ARCHIVE_LIMITS: ArchiveLimits = { section: 272 * 1024 * 1024, total: 8 * 1024 * 1024 * 1024 };

export function damaged(file: string, what: string): StoreError {
  return new StoreError('archive_damaged', `The trace file ${file} is damaged: ${what}.`);
}

const FRAME = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** A section as it stands in the file. */
export function encodeSection(kind: SectionKind, raw: Uint8Array): Buffer {
  const body = zstdCompressSync(raw, FRAME);
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.write(kind, 0, 'latin1');
  frame.writeUInt32LE(body.length, 4);
  frame.writeUInt32LE(raw.length, 8);
  frame.write(hash('sha256', body, 'hex'), 12, 'hex');
  return Buffer.concat([frame, body]);
}

/** What a section holds; never more than it says. */
export function decodeSection(body: Uint8Array, length: number): Buffer | null {
  try {
    const raw = zstdDecompressSync(body, { maxOutputLength: Math.max(length, 1) });
    return raw.length === length ? raw : null;
  } catch {
    return null;
  }
}

const record = z.custom<CanonicalObject>((value) => isObject(value as CanonicalObject), 'expected a record');
const id = z.string().regex(/^[\w.:-]{1,200}$/, 'expected an id');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256');
const time = z.int().min(0).max(8_640_000_000_000_000);
const label = z.string().min(1).max(200);
const name = z.string().max(10_000);
/** A path within a workspace: nothing that leads out of one, whatever the system. */
const inside = name.refine(
  (file) => !/^[/\\]|^[A-Za-z]:|\0/.test(file) && !file.split(/[/\\]/).includes('..'),
  'leads out of a workspace',
);

/** What each section holds, as JSON; `blob` is bytes and `done` a hash. */
export const SECTIONS = {
  file: z.object({ product: z.string().max(200), createdAt: time, comparisons: z.int().min(0) }),
  srce: z.object({ node: name, hash: name, file: inside, text: z.string() }),
  comp: z.object({
    id,
    hash: sha256,
    node: name,
    nodeHash: name,
    effects: name,
    inputs: record,
    startedAt: time,
    diverged: z.boolean().nullable(),
    divergences: z.array(divergence),
    name: label.nullable(),
    tags: z.array(label).max(1000),
  }),
  trac: z.object({
    id,
    path: z.enum(['reference', 'direct']),
    node: name,
    nodeHash: name,
    sources: z.array(name),
    runtime: name,
    inputs: record,
    startedAt: time,
    clockScale: z.number().positive(),
    chunkEvents: z.int().min(1).max(65_536),
    attachments: z.array(z.tuple([label, z.unknown()])).max(1000),
  }),
  evnt: z.object({
    kinds: z.array(z.int().min(0).max(255)),
    steps: z.array(z.int().min(0)),
    stepNames: z.array(z.string()),
    occs: z.array(z.int().min(0)),
    occNames: z.array(z.string()),
    times: z.array(
      z
        .int()
        .min(0)
        .max(2 ** 50),
    ),
    large: z.array(z.string().regex(/^[=~][^\n]+$/, 'expected a line')),
    bodies: z.array(z.string().regex(/^[^\n]+$/, 'expected a line')),
  }),
  tend: z.object({
    end: z.union([traceEnd, z.object({ kind: z.literal('interrupted') })]),
    events: z.int().min(0),
    hash: sha256,
  }),
  cend: z.object({}),
} as const;
export type Section<K extends keyof typeof SECTIONS> = z.output<(typeof SECTIONS)[K]>;
