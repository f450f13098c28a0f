import { constants, deflateSync, inflateSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { asStoreError, corrupt } from './errors.ts';

/** Version of the bytes below; docs/trace-format.md describes each. */
const FORMAT = 1;
/** No chunk of a sane store comes near this; one that claims more is not decompressed. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Level 1, with a checksum: a flipped bit is found, not shown as another value. */
const FRAME = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

/** Events of one chunk, or of a part of it, as columns. */
export interface Columns {
  readonly kinds: number[];
  /** Ids in the word table. */
  readonly steps: number[];
  /** Numbers in `names`, counted through the whole chunk. */
  readonly occs: number[];
  readonly times: number[];
  /** Occurrences that are new in this part. */
  readonly names: string[];
  /** Large values that are new in this part: '' for the next of `refs`, else JSON of [base, difference]. */
  readonly large: string[];
  /** Ids in the value table. */
  readonly refs: number[];
  /** A line of JSON for each event. */
  readonly bodies: string[];
}

export function emptyColumns(): Columns {
  return { kinds: [], steps: [], occs: [], times: [], names: [], large: [], refs: [], bodies: [] };
}

/** What carries over from one part of a chunk to the next: parts are only readable in order. */
export class ChunkState {
  time = 0;
  /** Occurrence numbers, last used first. */
  readonly recent: number[] = [];
  names = 0;
  name: readonly number[] = [];

  copy(): ChunkState {
    const copy = new ChunkState();
    copy.time = this.time;
    copy.recent.push(...this.recent);
    copy.names = this.names;
    copy.name = this.name;
    return copy;
  }
}

export function encodePart(part: Columns, state: ChunkState): Buffer {
  const to = new ByteWriter();
  to.varint(part.kinds.length);
  for (const kind of part.kinds) to.byte(kind);
  for (const step of part.steps) to.varint(step);
  for (const occ of part.occs) to.varint(rankOf(occ, state));
  for (const name of part.names) encodeOcc(to, name, state);
  for (const time of part.times) {
    to.signed(time - state.time);
    state.time = time;
  }
  to.varint(part.refs.length);
  let before = 0;
  for (const ref of part.refs) {
    to.signed(ref - before);
    before = ref;
  }
  to.varint(part.large.length);
  to.text(part.large.join('\n'));
  to.text(part.bodies.join('\n'));
  return pack(FORMAT, to.bytes());
}

/** Decodes one part behind those already in `into`. Whatever the bytes hold, it ends with events or a StoreError. */
export function decodePart(body: Uint8Array, into: Columns, state: ChunkState): void {
  const from = new ByteReader(unpack(FORMAT, body));
  const count = from.count();
  for (let i = 0; i < count; i++) into.kinds.push(from.byte());
  for (let i = 0; i < count; i++) into.steps.push(from.varint());
  const known = state.names;
  for (let i = 0; i < count; i++) into.occs.push(occAt(from.varint(), state));
  for (let fresh = state.names - known; fresh > 0; fresh--) into.names.push(decodeOcc(from, state));
  for (let i = 0; i < count; i++) {
    state.time += from.signed();
    into.times.push(state.time);
  }
  const refs = from.count();
  let ref = 0;
  for (let i = 0; i < refs; i++) {
    ref += from.signed();
    into.refs.push(ref);
  }
  const larges = from.varint();
  append(into.large, lines(from.text(), larges));
  append(into.bodies, lines(from.text(), count));
  from.end();
}

function append(to: string[], more: readonly string[]): void {
  for (const line of more) to.push(line);
}

function lines(text: string, count: number): readonly string[] {
  if (count === 0 && text === '') return [];
  const all = text.split('\n');
  if (all.length !== count) throw corrupt('a chunk has too few or too many lines');
  return all;
}

/** 0 for a new occurrence, else how recently it was used: parents between their children's rounds stay small numbers. */
function rankOf(occ: number, state: ChunkState): number {
  if (occ === state.names) {
    state.recent.unshift(state.names++);
    return 0;
  }
  const rank = state.recent.indexOf(occ);
  toFront(state.recent, rank, occ);
  return rank + 1;
}

function occAt(rank: number, state: ChunkState): number {
  if (rank === 0) {
    state.recent.unshift(state.names);
    return state.names++;
  }
  const occ = state.recent[rank - 1];
  if (occ === undefined) throw corrupt('an occurrence is not known in its chunk');
  toFront(state.recent, rank - 1, occ);
  return occ;
}

function toFront(recent: number[], index: number, occ: number): void {
  if (index === 0) return;
  recent.copyWithin(1, 0, index);
  recent[0] = occ;
}

const NUMBERS = /^(?:0|[1-9]\d{0,14})(?:[.](?:0|[1-9]\d{0,14}))*$/;

function encodeOcc(to: ByteWriter, name: string, state: ChunkState): void {
  if (!NUMBERS.test(name)) {
    to.varint(0);
    to.text(name);
    return;
  }
  const numbers = name.split('.').map(Number);
  to.varint(numbers.length);
  for (let i = 0; i < numbers.length; i++) to.signed((numbers[i] ?? 0) - (state.name[i] ?? 0));
  state.name = numbers;
}

function decodeOcc(from: ByteReader, state: ChunkState): string {
  const length = from.count();
  if (length === 0) return from.text();
  const numbers: number[] = [];
  for (let i = 0; i < length; i++) numbers.push((state.name[i] ?? 0) + from.signed());
  state.name = numbers;
  return numbers.join('.');
}

/** Fewer bytes than these are little. */
const SMALL = 4096;

/** Version of what is packed outside of chunks and values. */
export const DOCUMENT = 1;

/** A version byte and what the bytes come to: little as a zlib stream, more as a zstd frame. */
export function pack(version: number, bytes: Uint8Array): Buffer {
  if (bytes.length < SMALL) return packSmall(version, bytes);
  return Buffer.concat([
    Buffer.of(version),
    zstdCompressSync(bytes, { ...FRAME, pledgedSrcSize: bytes.length }),
  ]);
}

/** Of little, the buffer for what it comes to is most of the work, and of the garbage. */
function roomFor({ length }: Uint8Array): { readonly chunkSize?: number } {
  return length < SMALL ? { chunkSize: length + 64 } : {};
}

export function unpack(version: number, body: Uint8Array): Buffer {
  if (body[0] !== version) throw corrupt(`version ${body[0] ?? 'none'} of its data is not known here`);
  if (body[1] === ZLIB) return unpackSmall(body);
  return unpacked(() => zstdDecompressSync(body.subarray(1), { maxOutputLength: MAX_BYTES }));
}

/** How a zlib stream begins; no zstd frame does. */
const ZLIB = 0x78;

/** A version byte and one zlib stream: of a few hundred bytes it is smaller than a zstd frame, and read in a quarter of the time. */
export function packSmall(version: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(version), deflateSync(bytes, roomFor(bytes))]);
}

/** What packSmall has packed; the version is known already. */
export function unpackSmall(body: Uint8Array): Buffer {
  return unpacked(() => inflateSync(body.subarray(1), { maxOutputLength: MAX_BYTES, chunkSize: SMALL }));
}

function unpacked(read: () => Buffer): Buffer {
  try {
    return read();
  } catch (error) {
    throw corrupt(`compressed data cannot be read (${asStoreError(error).message})`);
  }
}
