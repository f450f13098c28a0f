import { hash } from 'node:crypto';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { packSmall } from './chunk.ts';
import { textIsLonger } from './difference.ts';

/** Keeps a node's bytes under their hash, once, and tells the id they have. */
export interface NodeTable {
  put(hash: Buffer, body: () => Buffer): number;
}

/** What a parent knows of a child. */
interface Node {
  readonly id: number;
  readonly hash: string;
}

/** A value with a shorter text is one node; so is an element that is not worth a node of its own. */
const WHOLE_LIMIT = 1024;
const ELEMENT_LIMIT = 512;
const LEAF_MIN = 256;
const LEAF_MAX = 2048;
/** Collections of more members are cut into leaves so many times as large: each costs its reader as much as a thousand characters in it. */
const MANY = 8192;
const COARSE = 8;
const BRANCH_MIN = 4;
const BRANCH_MAX = 64;
/** Deeper nesting is kept as text: trees are walked by recursion. */
const MAX_DEPTH = 64;
const STRING_PIECE = 4096;
const COMPRESS_FROM = 200;

export const RAW_NODE = 0;
/** A zstd frame: no longer written. */
export const FRAME_NODE = 2;
export const PACKED_NODE = 3;

/**
 * Keeps a value, given as JSON text, as a tree of nodes by content. Lists and records are cut where the content
 * says so, not at fixed positions: one that grew or changed in one place shares all other nodes with what it was.
 */
export function putText(text: string, nodes: NodeTable): number {
  if (text.length <= WHOLE_LIMIT) return putNode('t', text, text, nodes).id;
  return putTree(parseJsonText(text) as Canonical, nodes, 0).id;
}

function putTree(value: Canonical, nodes: NodeTable, depth: number): Node {
  if (typeof value === 'string' && value.length > 2 * STRING_PIECE) return putString(value, nodes);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || !textIsLonger(value, WHOLE_LIMIT)) {
    const text = JSON.stringify(value);
    return putNode('t', text, text, nodes);
  }
  if (Array.isArray(value)) {
    return putElements('l', value as readonly Canonical[], nodes, depth);
  }
  return putElements('m', Object.entries(value as CanonicalObject), nodes, depth);
}

function putString(value: string, nodes: NodeTable): Node {
  const pieces: Node[] = [];
  for (let at = 0; at < value.length; at += STRING_PIECE) {
    const text = JSON.stringify(value.slice(at, at + STRING_PIECE));
    pieces.push(putNode('t', text, text, nodes));
  }
  return putBranches('S', pieces, nodes);
}

/** Leaves of elements (for records: of [key, value] pairs), then branches over them. */
function putElements(kind: 'l' | 'm', elements: readonly Canonical[], nodes: NodeTable, depth: number): Node {
  const leaves: Node[] = [];
  const coarse = elements.length > MANY ? COARSE : 1;
  const zeros = 16 * coarse - 1;
  let texts: string[] = [];
  let refs: (readonly [at: number, node: Node])[] = [];
  let size = 0;
  const close = () => {
    const values = `[${texts.join(',')}]`;
    const withIds = `[${values},[${refs.map(([at, node]) => `[${at},${node.id}]`).join(',')}]]`;
    const withHashes = `${values}${refs.map(([at, node]) => `${at}:${node.hash}`).join(',')}`;
    leaves.push(putNode(kind, withIds, withHashes, nodes));
    texts = [];
    refs = [];
    size = 0;
  };
  for (const element of elements) {
    let mark: number;
    const inner = kind === 'm' ? ((element as readonly Canonical[])[1] as Canonical) : element;
    if (textIsLonger(inner, ELEMENT_LIMIT)) {
      const node = putTree(inner, nodes, depth + 1);
      refs.push([texts.length, node]);
      texts.push(kind === 'm' ? JSON.stringify([(element as readonly Canonical[])[0], null]) : 'null');
      mark = Number.parseInt(node.hash.slice(0, 8), 16);
      size += 16;
    } else {
      const text = JSON.stringify(element);
      texts.push(text);
      mark = fnv(text);
      size += text.length;
    }
    const cut = size >= LEAF_MIN * coarse && (mark & zeros) === 0;
    if (cut || size >= LEAF_MAX * coarse) close();
  }
  if (texts.length > 0) close();
  return putBranches(kind === 'l' ? 'L' : 'M', leaves, nodes);
}

function putBranches(kind: 'L' | 'M' | 'S', children: readonly Node[], nodes: NodeTable): Node {
  let level = children;
  while (level.length > 1) {
    const above: Node[] = [];
    let group: Node[] = [];
    for (const [i, child] of level.entries()) {
      group.push(child);
      const cut = group.length >= BRANCH_MIN && (Number.parseInt(child.hash.slice(0, 2), 16) & 15) === 0;
      if (!cut && group.length < BRANCH_MAX && i < level.length - 1) continue;
      const ids = `[${group.map((node) => node.id).join(',')}]`;
      above.push(putNode(kind, ids, group.map((node) => node.hash).join(''), nodes));
      group = [];
    }
    level = above;
  }
  return level[0] as Node;
}

/** `content` is what the hash is taken of: as the text, but with the children's hashes, so that it is the same in every store. */
function putNode(kind: string, text: string, content: string, nodes: NodeTable): Node {
  const digest = hash('sha256', kind + content, 'hex').slice(0, 32);
  const body = (): Buffer => {
    const bytes = Buffer.from(kind + text);
    if (bytes.length >= COMPRESS_FROM) {
      const packed = packSmall(PACKED_NODE, bytes);
      if (packed.length < bytes.length) return packed;
    }
    return Buffer.concat([Buffer.of(RAW_NODE), bytes]);
  };
  return { id: nodes.put(Buffer.from(digest, 'hex'), body), hash: digest };
}

/** FNV-1a: only decides where lists are cut. */
function fnv(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value ^ (value >>> 15);
}
