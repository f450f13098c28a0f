import { createHash, hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { z } from 'zod';
import { errorText } from '../../../shared/error-text.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import { StoreError } from '../errors.ts';
import {
  type ArchiveLimits,
  damaged,
  decodeSection,
  FRAME_BYTES,
  HEAD_BYTES,
  KINDS,
  MAGIC,
  SECTIONS,
  type Section,
  type SectionKind,
  VERSION,
} from './format.ts';

export interface RawSection {
  readonly kind: SectionKind;
  readonly raw: Buffer;
}

/** The sections of a trace file, each checked before it is handed out; ends with an error where the file does not end as it should. */
export function* readSections(file: string, limits: ArchiveLimits): Generator<RawSection> {
  const from = new Source(file);
  try {
    readHead(from, file);
    let total = 0;
    for (;;) {
      const before = from.digest();
      const frame = from.read(FRAME_BYTES);
      if (frame === null) throw damaged(file, 'it ends early, as if it was not copied whole');
      const kind = frame.toString('latin1', 0, 4) as SectionKind;
      if (!KINDS.includes(kind)) throw damaged(file, 'it has a part of no known kind');
      const length = frame.readUInt32LE(8);
      total += length;
      if (length > limits.section || total > limits.total) throw tooLarge(file);
      // What is not compressible grows a little; nothing else does.
      const packed = frame.readUInt32LE(4);
      if (packed > length + 1024 + length / 64) throw damaged(file, 'a part is longer than it can be');
      const body = from.read(packed);
      if (body === null) throw damaged(file, 'it ends early, as if it was not copied whole');
      if (hash('sha256', body, 'hex') !== frame.toString('hex', 12))
        throw damaged(file, `the checksum of a part (${kind}) is wrong`);
      const raw = decodeSection(body, length);
      if (raw === null) throw damaged(file, `a part (${kind}) does not unpack to what it says`);
      if (kind === 'done') {
        if (!raw.equals(before)) throw damaged(file, 'its checksum is wrong');
        if (from.read(1) !== null) throw damaged(file, 'there is more behind its end');
        return;
      }
      yield { kind, raw };
    }
  } finally {
    from.close();
  }
}

/** What a section says, by its schema. */
export function parseSection<K extends keyof typeof SECTIONS>(
  file: string,
  kind: K,
  raw: Buffer,
): Section<K> {
  let json: unknown;
  try {
    json = parseJsonText(raw.toString());
  } catch {
    throw damaged(file, `a part (${kind}) is not JSON`);
  }
  const schema: z.ZodType = SECTIONS[kind];
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data as Section<K>;
  const [issue] = parsed.error.issues;
  throw damaged(
    file,
    `a part (${kind}) is not what it should be at ${issue?.path.join('.') || 'its start'}: ${issue?.message ?? ''}`,
  );
}

function readHead(from: Source, file: string): void {
  const head = from.read(HEAD_BYTES);
  if (head === null || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new StoreError('archive_damaged', `${file} is no trace file: parallax export writes them.`);
  const version = head.readUInt32LE(MAGIC.length);
  if (version > VERSION)
    throw new StoreError(
      'archive_newer',
      `The trace file ${file} was written by a newer Parallax (its version is ${version}, this one knows ${VERSION}): update Parallax to import it.`,
    );
  if (version !== VERSION) throw damaged(file, `there is no version ${version}`);
}

function tooLarge(file: string): StoreError {
  return new StoreError(
    'archive_too_large',
    `The trace file ${file} would unpack to more than any library holds: it was not imported.`,
  );
}

/** Bytes of a file one after the other, with the hash of those that were read. */
class Source {
  readonly #file: string;
  readonly #fd: number;
  readonly #hash = createHash('sha256');

  constructor(file: string) {
    this.#file = file;
    this.#fd = this.#try(() => openSync(file, 'r'));
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const why = errorText(error);
      throw new StoreError('archive_io', `${this.#file} cannot be read: ${why}.`, { cause: error });
    }
  }

  /** null: there are not so many. Grows with what is there, not with what was asked for. */
  read(length: number): Buffer | null {
    const pieces: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const piece = Buffer.allocUnsafe(Math.min(left, 4 * 1024 * 1024));
      const count = this.#try(() => readSync(this.#fd, piece));
      if (count === 0) return null;
      pieces.push(piece.subarray(0, count));
      left -= count;
    }
    const bytes = Buffer.concat(pieces);
    this.#hash.update(bytes);
    return bytes;
  }

  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  close(): void {
    closeSync(this.#fd);
  }
}
