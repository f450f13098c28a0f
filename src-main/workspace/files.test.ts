import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confine } from './confine.ts';
import { readText, saveText, textHash } from './files.ts';
import { findWorkspace, prepareStore, userDataFolder, workspaceAt } from './location.ts';
import { TrustedFolders } from './trust.ts';

let outer: string;
let folder: string;

beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'parallax-files-'));
  folder = join(outer, 'shop');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(outer, 'secret.vsp'), 'secret');
  writeFileSync(join(folder, 'a.vsp'), 'old');
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

describe('confine', () => {
  it.each(['../secret.vsp', 'sub/../../secret.vsp', '/etc/passwd', 'C:\\x', '', '.', 'a\0b', '..'])(
    'refuses %j',
    (file) => {
      expect(confine(folder, file)).toBeNull();
    },
  );

  it('refuses links that lead outside, to files, to folders, and to what does not exist yet', () => {
    symlinkSync(join(outer, 'secret.vsp'), join(folder, 'link.vsp'));
    symlinkSync(outer, join(folder, 'up'));
    expect(confine(folder, 'link.vsp')).toBeNull();
    expect(confine(folder, 'up/secret.vsp')).toBeNull();
    expect(confine(folder, 'up/new.vsp')).toBeNull();
  });

  it('allows names that only look like a way out, and links that stay inside', () => {
    symlinkSync(join(folder, 'a.vsp'), join(folder, 'sub', 'inside.vsp'));
    expect(confine(folder, '..a.vsp')).toBe(join(folder, '..a.vsp'));
    expect(confine(folder, 'sub/new/deep.vsp')).toBe(join(folder, 'sub/new/deep.vsp'));
    expect(confine(folder, 'sub/inside.vsp')).toBe(join(folder, 'a.vsp'));
  });
});

describe('saving', () => {
  it('replaces the whole file and leaves nothing beside it', async () => {
    const saved = await saveText(folder, 'a.vsp', 'new ü', textHash('old'));
    expect(saved).toEqual({ ok: true, value: { text: 'new ü', hash: textHash('new ü') } });
    expect(await readText(folder, 'a.vsp')).toEqual(saved);
    expect(readdirSync(folder).sort()).toEqual(['a.vsp', 'sub']);
    expect(statSync(join(folder, 'a.vsp')).mode & 0o777).toBe(0o644);
  });

  it('refuses when the file is not what the caller began with', async () => {
    const changed = await saveText(folder, 'a.vsp', 'new', textHash('older'));
    expect(changed).toMatchObject({
      ok: false,
      code: 'conflict',
      message: 'a.vsp was changed on disk meanwhile; nothing was saved',
    });
    expect(await saveText(folder, 'a.vsp', 'new', null)).toMatchObject({ code: 'conflict' });
    expect(await saveText(folder, 'gone.vsp', 'new', textHash('old'))).toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(folder, 'a.vsp'), 'utf8')).toBe('old');
  });

  it('makes new files, and keeps links and files outside as they are', async () => {
    expect(await saveText(folder, 'sub/b.vsp', 'b', null)).toMatchObject({ ok: true });
    expect(await saveText(folder, 'new/deep/c.vsp', 'c', null)).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'new', 'deep', 'c.vsp'), 'utf8')).toBe('c');
    expect(await saveText(folder, '../secret.vsp', 'mine', textHash('secret'))).toMatchObject({
      code: 'outside',
    });
    expect(await readText(folder, '../secret.vsp')).toMatchObject({ code: 'outside' });
    expect(await readText(folder, 'none.vsp')).toMatchObject({ code: 'not_found' });
    expect(readFileSync(join(outer, 'secret.vsp'), 'utf8')).toBe('secret');
  });
});

describe('where a workspace is', () => {
  it('is the nearest folder above with a parallax.yml', () => {
    writeFileSync(join(folder, 'parallax.yml'), '');
    writeFileSync(join(folder, 'sub', 'b.vsp'), '');
    expect(findWorkspace(join(folder, 'sub', 'b.vsp'), outer)).toEqual({
      folder,
      store: join(folder, '.parallax'),
    });
  });

  it('is the file’s own folder otherwise, with nothing written beside it', () => {
    const found = findWorkspace(join(folder, 'a.vsp'), join(outer, 'data'));
    expect(found.folder).toBe(folder);
    expect(found.store.startsWith(join(outer, 'data', 'workspaces'))).toBe(true);
    prepareStore(found);
    expect(readdirSync(folder).sort()).toEqual(['a.vsp', 'sub']);
  });

  it('keeps its store out of git', () => {
    prepareStore(workspaceAt(folder));
    expect(readFileSync(join(folder, '.parallax', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps nothing where a link leads out of the folder, or a file lies', () => {
    const other = join(outer, 'other');
    mkdirSync(other);
    rmSync(join(folder, '.parallax'), { recursive: true, force: true });
    symlinkSync(other, join(folder, '.parallax'));
    expect(() => prepareStore(workspaceAt(folder))).toThrow(/remove the link/);
    expect(readdirSync(other)).toEqual([]);
    rmSync(join(folder, '.parallax'));
    writeFileSync(join(folder, '.parallax'), '');
    expect(() => prepareStore(workspaceAt(folder))).toThrow(/make the place writable \(a file lies there\)/);
    rmSync(join(folder, '.parallax'));
  });

  it('has its user data where PARALLAX_HOME says', () => {
    expect(userDataFolder({ PARALLAX_HOME: outer })).toBe(outer);
    expect(userDataFolder({})).toMatch(/parallax/);
  });
});

it('trust is kept in user data, by real path', () => {
  const data = join(outer, 'data');
  symlinkSync(folder, join(outer, 'alias'));
  expect(new TrustedFolders(data).has(folder)).toBe(false);
  new TrustedFolders(data).add(join(outer, 'alias'));
  expect(new TrustedFolders(data).has(folder)).toBe(true);
  expect(new TrustedFolders(data).has(join(outer, 'alias'))).toBe(true);
  expect(new TrustedFolders(data).has(outer)).toBe(false);
  writeFileSync(join(data, 'trusted.json'), 'broken');
  expect(new TrustedFolders(data).has(folder)).toBe(false);
});
