import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import {
  encodeSection,
  FRAME_BYTES,
  HEAD_BYTES,
  type SectionKind,
} from '../../src-main/store/archive/format.ts';

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
