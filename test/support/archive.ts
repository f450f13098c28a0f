import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import {
  encodeSection,
  FRAME_BYTES,
  HEAD_BYTES,
  type SectionKind,
} from '../../src-main/store/archive/format.ts';
import type { LibraryStore, StoreOptions } from '../../src-main/store/store.ts';
import { openLibrary } from './library.ts';

export interface PlainSection {
  readonly kind: SectionKind;
  readonly raw: Buffer;
}

/** The sections of a trace file, without the last one. */
export function sectionsOf(file: string): readonly PlainSection[] {
  const bytes = readFileSync(file);
  const sections: PlainSection[] = [];
  for (let at = HEAD_BYTES; at < bytes.length; ) {
    const kind = bytes.toString('latin1', at, at + 4) as SectionKind;
    const length = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
    if (kind !== 'done') sections.push({ kind, raw: zstdDecompressSync(body) });
    at += FRAME_BYTES + length;
  }
  return sections;
}

/** Writes the sections as a file whose checksums are all right: what is wrong with it is what it says. */
export function writeSections(file: string, head: Buffer, sections: readonly PlainSection[]): void {
  const bytes = Buffer.concat([head, ...sections.map(({ kind, raw }) => encodeSection(kind, raw))]);
  const sum = createHash('sha256').update(bytes).digest();
  writeFileSync(file, Buffer.concat([bytes, encodeSection('done', sum)]));
}

/** Changes what every section of a kind says. */
export function changed(
  sections: readonly PlainSection[],
  kind: SectionKind,
  change: (content: Record<string, unknown>) => unknown,
): readonly PlainSection[] {
  return sections.map((section) =>
    section.kind === kind
      ? { kind, raw: Buffer.from(JSON.stringify(change(JSON.parse(section.raw.toString())))) }
      : section,
  );
}

/** A folder for stores and for one trace file that goes from one to another. */
export class ArchiveBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'parallax-archive-'));
  readonly file = join(this.folder, 'x.ptrace');
  private readonly stores: LibraryStore[] = [];

  async open(name: string, options: Partial<StoreOptions> = {}): Promise<LibraryStore> {
    const store = await openLibrary(join(this.folder, name), options);
    this.stores.push(store);
    return store;
  }

  exportAll(store: LibraryStore, databases = true) {
    return store.library.exportTo({
      file: this.file,
      comparisons: store.library.search({ limit: 500 }).entries.map(({ comparison }) => comparison),
      databases,
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.stores.map((store) => store.close()));
    rmSync(this.folder, { recursive: true });
  }
}
