import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BreakpointSet } from './file.ts';
import { breakpointText, readBreakpoint } from './read.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-breakpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function add(set: BreakpointSet, line: string): number {
  const read = readBreakpoint(line);
  if (!read.ok) throw new Error(read.refusal.message);
  return set.add(read.value);
}

const texts = (set: BreakpointSet): string[] =>
  set.armed.map(({ breakpoint }) => `${breakpoint.enabled ? '' : 'off '}${breakpointText(breakpoint)}`);

test('a later session has what was set, numbers stay', () => {
  const set = BreakpointSet.open(folder);
  expect(texts(set)).toEqual(['divergence']);
  expect(add(set, 'step:a hit 2')).toBe(2);
  expect(add(set, 'total > 5 log {total}')).toBe(3);
  expect(set.remove(1)).toBe(true);
  expect(set.remove(1)).toBe(false);
  expect(set.enable(2, false)).toBe(true);
  const later = BreakpointSet.open(folder);
  expect(texts(later)).toEqual(['off step:a hit 2', 'total > 5 log {total}']);
  expect(add(later, 'step:a hit 2')).toBe(2);
  expect(texts(BreakpointSet.open(folder))).toEqual(['step:a hit 2', 'total > 5 log {total}']);
});

test.each([
  '{',
  '{"version":2,"breakpoints":[]}',
  '{"version":1,"breakpoints":[{"id":1,"spec":"total >","once":false,"enabled":true}]}',
])('a bad file is set aside: %s', (text) => {
  const file = join(folder, 'breakpoints.json');
  writeFileSync(file, text);
  const set = BreakpointSet.open(folder);
  expect(set.setAside).toContain('breakpoints.json.bad');
  expect(texts(set)).toEqual(['divergence']);
  expect(readFileSync(`${file}.bad`, 'utf8')).toBe(text);
  expect(existsSync(file)).toBe(false);
});

test('what another program writes is taken over, and whoever listens is told of every change', () => {
  const set = BreakpointSet.open(folder);
  let told = 0;
  const stop = set.subscribe(() => told++);
  add(set, 'step:a');
  expect(told).toBe(1);
  add(BreakpointSet.open(folder), 'step:b');
  set.refresh();
  set.refresh();
  expect(told).toBe(2);
  expect(texts(set)).toEqual(['divergence', 'step:a', 'step:b']);
  add(BreakpointSet.open(folder), 'step:c');
  set.enable([1, 2], false);
  expect(texts(set)).toEqual(['off divergence', 'off step:a', 'step:b', 'step:c']);
  stop();
  set.remove(1, 4);
  expect(texts(BreakpointSet.open(folder))).toEqual(['off step:a', 'step:b']);
  expect(told).toBe(4);
});

test('an edited breakpoint keeps its number, and takes the place of an equal one', () => {
  const set = BreakpointSet.open(folder);
  const id = add(set, 'step:a');
  const other = add(set, 'step:b');
  const edited = readBreakpoint('step:b');
  if (!edited.ok) throw new Error(edited.refusal.message);
  expect(set.edit(id, { ...edited.value, enabled: false })).toBe(true);
  expect(texts(BreakpointSet.open(folder))).toEqual(['divergence', 'off step:b']);
  expect(set.edit(other, edited.value)).toBe(false);
});

test('what cannot be written is not taken for kept', () => {
  const set = BreakpointSet.open(folder);
  writeFileSync(join(folder, 'blocked'), '');
  const blocked = BreakpointSet.open(join(folder, 'blocked'));
  expect(() => add(blocked, 'step:a')).toThrow();
  expect(texts(blocked)).toEqual(['divergence']);
  expect(texts(set)).toEqual(['divergence']);
});
