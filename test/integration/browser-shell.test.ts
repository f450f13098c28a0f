import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Api } from '../../shared/api/api.ts';
import { ApiError } from '../../shared/api/error.ts';
import { type BrowserShell, startBrowserShell } from '../../src-main/shells/browser/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-shell-'));
const bugs: string[] = [];
let shell: BrowserShell;
let port: number;

/** Only what these tests call; a call of anything else fails loudly. */
const api = {
  workspace: {
    recent: () => ['/shop'],
    trust: () => Promise.reject(new ApiError('refused', 'No.')),
    view: () => {
      throw new Error('secret detail of a bug');
    },
  },
  sessions: { start: ({ inputs }: { inputs: object }) => JSON.stringify(inputs) },
} as unknown as Api;

beforeAll(async () => {
  const renderer = join(folder, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Parallax</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(renderer, 'assets', 'old.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(renderer, 'linked.txt'));
  shell = await startBrowserShell({ api, renderer, onBug: (error) => bugs.push(error.message) });
  port = Number(new URL(shell.origin).port);
});

afterAll(async () => {
  await shell.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            headers: response.headers,
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

const token = () => new URL(shell.address()).hash.replace('#token=', '');
const post = (body: string, headers: Record<string, string> = {}) =>
  send('/session', {
    method: 'POST',
    body,
    headers: { Origin: shell.origin, 'Content-Type': 'application/json', ...headers },
  });

async function session(): Promise<string> {
  const answer = await post(JSON.stringify({ token: token() }));
  return String(answer.headers['set-cookie']).split(';', 1)[0] as string;
}

/** 'open', or the status with which the upgrade was refused. */
function upgrade(
  headers: Record<string, string>,
  path = '/api',
): Promise<{ result: string; socket: WebSocket }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve({ result: 'open', socket }));
    socket.on('unexpected-response', (_request, response) =>
      resolve({ result: String(response.statusCode), socket }),
    );
    socket.on('error', () => undefined);
  });
}

async function call(
  socket: WebSocket,
  method: 'query' | 'mutation',
  path: string,
  input?: unknown,
): Promise<{ result?: { data: unknown }; error?: { message: string; data: { code: string } } }> {
  const answer = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
  socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method, params: { path, input } }));
  return JSON.parse(await answer);
}

describe('files', () => {
  it('outlives a file that a new build has taken away', async () => {
    rmSync(join(folder, 'renderer', 'assets', 'old.js'));
    expect((await send('/assets/old.js')).status).toBe(404);
    expect((await send('/assets/app.js')).status).toBe(200);
  });

  it('serves the renderer with a policy that allows no foreign script', async () => {
    const answer = await send('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Parallax</title>');
    expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect((await send('/assets/app.js')).headers['content-type']).toContain('text/javascript');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/linked.txt',
    '/assets/',
    '/%00',
  ])('does not serve %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('answers no other Host', async () => {
    expect((await send('/', { headers: { Host: `evil.example:${port}` } })).status).toBe(421);
    expect((await send('/', { headers: { Host: '127.0.0.1' } })).status).toBe(421);
  });
});

describe('sessions', () => {
  it('exchanges a token once', async () => {
    const used = token();
    const first = await post(JSON.stringify({ token: used }));
    expect(first.status).toBe(204);
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await post(JSON.stringify({ token: used }))).status).toBe(401);
  });

  it.each(['{"token":"wrong"}', '{}', '', 'null', '{"token":5}', '[]'])('refuses %s', async (body) => {
    expect((await post(body)).status).toBe(401);
  });

  it('refuses another Origin, none, an oversized body and another method', async () => {
    const body = JSON.stringify({ token: token() });
    expect((await post(body, { Origin: 'http://evil.example' })).status).toBe(403);
    expect((await send('/session', { method: 'POST', body })).status).toBe(403);
    expect((await post('x'.repeat(10_000))).status).toBe(413);
    expect((await send('/session')).status).toBe(405);
    expect((await send('/', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the socket', () => {
  it('opens only with a session, from its own Origin, by its own Host', async () => {
    const Cookie = await session();
    const good = { Cookie, Origin: shell.origin };
    const opened = await upgrade(good);
    expect(opened.result).toBe('open');
    opened.socket.terminate();
    expect((await upgrade({ Origin: shell.origin })).result).toBe('401');
    expect((await upgrade({ Origin: shell.origin, Cookie: `parallax-${port}=guess` })).result).toBe('401');
    expect((await upgrade({ ...good, Origin: 'http://evil.example' })).result).toBe('403');
    expect((await upgrade({ Cookie })).result).toBe('403');
    expect((await upgrade({ ...good, Host: `evil.example:${port}` })).result).toBe('421');
    expect((await upgrade(good, '/other')).result).toBe('404');
  });

  it('takes every key as it was sent', async () => {
    const { socket } = await upgrade({ Cookie: await session(), Origin: shell.origin });
    const options = { node: 'n', effects: 'share', paths: ['direct'], stopOnEntry: false };
    for (const key of ['\\', '"']) {
      const inputs = { like: 1, [key]: 2 };
      const started = await call(socket, 'mutation', 'sessions.start', { ...options, inputs });
      expect(started.result?.data).toBe(JSON.stringify(inputs));
    }
    socket.terminate();
  });

  it('checks inputs, reports expected failures with their code, and keeps bugs to itself', async () => {
    const { socket } = await upgrade({ Cookie: await session(), Origin: shell.origin });
    expect((await call(socket, 'query', 'workspace.recent')).result?.data).toEqual(['/shop']);
    const refused = await call(socket, 'mutation', 'workspace.trust');
    expect(refused.error).toMatchObject({ message: 'No.', data: { code: 'refused' } });
    const invalid = await call(socket, 'query', 'comparisons.rows', {
      comparison: 'c',
      from: -1,
      count: 9e9,
    });
    expect(invalid.error?.data.code).toBe('invalid');
    const bug = await call(socket, 'query', 'workspace.view');
    expect(bug.error?.data.code).toBe('internal');
    expect(JSON.stringify(bug)).not.toContain('secret detail');
    expect(JSON.stringify(bug)).not.toContain('.ts');
    expect(bugs).toEqual(['secret detail of a bug']);
    socket.terminate();
  });

  it('ends a client that sends an oversized message, and goes on', async () => {
    const headers = { Cookie: await session(), Origin: shell.origin };
    const { socket } = await upgrade(headers);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(17 * 1024 * 1024));
    expect([1006, 1009]).toContain(await closed);
    const again = await upgrade(headers);
    expect(again.result).toBe('open');
    again.socket.terminate();
  });
});
