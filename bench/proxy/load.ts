import { Pool } from 'undici';
import type { Contender } from './contenders.ts';

/** What a chat program sends: instructions, a conversation of some turns, parameters. About 1.5 KB. */
export function bodyOf(stream: boolean): string {
  const turn = (role: string, i: number) => ({
    role,
    content: `${role} ${i}: ${'the order, its parcel and where it is now; '.repeat(4)}`,
  });
  return JSON.stringify({
    model: 'bench-model',
    messages: [
      { role: 'system', content: 'You answer questions about orders.' },
      ...[0, 1, 2].flatMap((i) => [turn('user', i), turn('assistant', i)]),
      turn('user', 3),
    ],
    temperature: 0.7,
    max_tokens: 500,
    stream,
  });
}

/** Milliseconds of each of `count` requests, one after the other: to the first piece of the answer, or to its end. */
export async function oneByOne(
  contender: Contender,
  count: number,
  until: 'first' | 'end',
): Promise<number[]> {
  const body = bodyOf(until === 'first');
  const times: number[] = [];
  const pool = poolOf(contender, 1);
  try {
    for (let i = 0; i < count; i++) times.push(await ask(pool, contender, body, until));
    return times;
  } finally {
    await pool.close();
  }
}

/** Many requests at once, with so many connections busy at all times. */
export interface Flood {
  readonly perSecond: number;
  /** Milliseconds of each, to the end of its answer. */
  readonly times: readonly number[];
  /** CPU microseconds of each in the contender's process, what it puts off included. */
  readonly cpuUs: number;
  /** Milliseconds until what it puts off is done too. */
  readonly restMs: number;
}

export async function flood(contender: Contender, connections: number, count: number): Promise<Flood> {
  const body = bodyOf(false);
  const pool = poolOf(contender, connections);
  const cpu = async (): Promise<number> => (await contender.program?.cpu()) ?? 0;
  try {
    const before = await cpu();
    const started = performance.now();
    let left = count;
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (left-- > 0) times.push(await ask(pool, contender, body, 'end'));
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const restMs = (await contender.program?.rest()) ?? 0;
    return { perSecond: count / seconds, times, cpuUs: ((await cpu()) - before) / count, restMs };
  } finally {
    await pool.close();
  }
}

function poolOf({ url }: Contender, connections: number): Pool {
  return new Pool(new URL(url).origin, { connections, pipelining: 1 });
}

async function ask(
  pool: Pool,
  { url, headers, name }: Contender,
  body: string,
  until: 'first' | 'end',
): Promise<number> {
  const started = performance.now();
  const response = await pool.request({ path: new URL(url).pathname, method: 'POST', headers, body });
  if (response.statusCode !== 200)
    throw new Error(`${name} answered ${response.statusCode}: ${await response.body.text()}`);
  let first: number | undefined;
  for await (const _ of response.body) first ??= performance.now();
  return (until === 'first' ? (first ?? Number.NaN) : performance.now()) - started;
}
