import { type Bench, type Measurement, quantile } from './bench.ts';
import { type Contender, type ContenderName, startContenders } from './proxy/contenders.ts';
import { type Flood, flood, oneByOne } from './proxy/load.ts';

const ROUNDS = 20;
/** The 99th percentile of a thousand would be what befell ten of them. */
const STREAM_ROUNDS = 60;
const EACH = 50;
const FLOODS = 9;
const FLOOD = 2000;
const CONNECTIONS = 50;
const WORDS: Readonly<Record<ContenderName, string>> = {
  direct: 'direct',
  bare: 'a bare undici proxy',
  parallax: 'parallax proxy, recording',
  portkey: '@portkey-ai/gateway',
};

/** Each contender's measurements, taken in turns that begin with another one each time: what else the machine does meets all alike. */
async function inTurns<T>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender) => Promise<readonly T[]>,
): Promise<ReadonlyMap<ContenderName, readonly T[]>> {
  const found = new Map<ContenderName, T[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length] as Contender;
      found.get(contender.name)?.push(...(await measure(contender)));
      await contender.program?.rest();
    }
  return found;
}

async function latencies(
  contenders: readonly Contender[],
  until: 'first' | 'end',
  rounds = ROUNDS,
): Promise<(name: ContenderName, q: number) => number> {
  const all = await inTurns(contenders, rounds, async (contender) =>
    // The first one opens the connection.
    (await oneByOne(contender, EACH + 1, until)).slice(1),
  );
  return (name, q) => quantile(all.get(name) ?? [], q);
}

export const llmProxy: Bench = {
  name: 'llm proxy',
  run: async () => {
    const contenders = await startContenders();
    try {
      return await measured(contenders.all);
    } finally {
      await contenders.close();
    }
  },
};

/** It takes some 30 ms to a stream's first token: no target is set by it. */
function isGateway({ name }: Contender): boolean {
  return name === 'portkey';
}

async function measured(all: readonly Contender[]): Promise<readonly Measurement[]> {
  const proxies = all.filter(({ name }) => name !== 'direct').map(({ name }) => name);
  for (const contender of all) await flood(contender, CONNECTIONS, FLOOD);
  const whole = await latencies(all, 'end');
  const [gateway, others] = [all.filter(isGateway), all.filter((contender) => !isGateway(contender))];
  const firstOfGateway = await latencies(gateway, 'first', 4);
  const firstOfOthers = await latencies(others, 'first', STREAM_ROUNDS);
  const first = (name: ContenderName, q: number): number =>
    (name === 'portkey' ? firstOfGateway : firstOfOthers)(name, q);
  const floods = await inTurns(all, FLOODS, async (contender) => [
    await flood(contender, CONNECTIONS, FLOOD),
  ]);
  const medianOf = (name: ContenderName, what: (flood: Flood) => number): number =>
    quantile((floods.get(name) ?? []).map(what), 0.5);
  const perSecond = (name: ContenderName): number => medianOf(name, (flood) => flood.perSecond);
  const cpuUs = (name: ContenderName): number => medianOf(name, (flood) => flood.cpuUs);
  const crowded = (name: ContenderName): number => medianOf(name, (flood) => quantile(flood.times, 0.5));
  const addedCrowded = (name: ContenderName): number => crowded(name) - crowded('direct');
  /** Within a round, a few seconds, the machine is as fast for all; the middle one of what the rounds say. */
  const ofRounds = (ratio: (round: (name: ContenderName) => Flood) => number): number => {
    const rounds = Array.from(
      { length: FLOODS },
      (_, i) => (name: ContenderName) => floods.get(name)?.[i] as Flood,
    );
    return quantile(rounds.map(ratio), 0.5);
  };
  const added = (of: typeof whole, name: ContenderName, q: number): number => of(name, q) - of('direct', q);

  const many = `${ROUNDS} turns of ${EACH} at one connection`;
  const measurements: Measurement[] = [
    {
      name: 'direct, median',
      value: whole('direct', 0.5),
      unit: 'ms',
      note: `${many}; 1.5 KB, answered at once`,
    },
  ];
  for (const name of proxies)
    measurements.push({
      name: `added by ${WORDS[name]}, median`,
      value: added(whole, name, 0.5),
      unit: 'ms',
      note: 'to the end of a whole answer',
    });
  for (const name of ['bare', 'parallax'] as const)
    measurements.push({
      name: `added median of ${WORDS[name]} against the gateway`,
      value: added(whole, name, 0.5) / added(whole, 'portkey', 0.5),
      unit: '×',
      note: 'at one connection, same upstream, same run',
    });
  for (const name of proxies)
    for (const q of [0.5, 0.99])
      measurements.push({
        name: `first token, added by ${WORDS[name]}, ${q === 0.5 ? 'median' : 'p99'}`,
        value: added(first, name, q),
        unit: 'ms',
        note: `a stream; directly ${first('direct', q).toFixed(2)} ms`,
      });
  measurements.push({
    name: 'first token, added p99 against the bare proxy',
    value: added(first, 'parallax', 0.99) / added(first, 'bare', 0.99),
    unit: '×',
    target: { atMost: 1.5 },
    note: 'at one connection',
  });
  for (const { name } of all)
    measurements.push({
      name: `${WORDS[name]}, ${CONNECTIONS} connections`,
      value: perSecond(name),
      unit: 'requests/s',
      note:
        name === 'direct'
          ? `median of ${FLOODS} turns of ${FLOOD}`
          : `${cpuUs(name).toFixed(0)} µs of CPU each`,
    });
  for (const name of proxies)
    measurements.push({
      name: `added by ${WORDS[name]}, median`,
      value: addedCrowded(name),
      unit: 'ms',
      note: `at ${CONNECTIONS} connections; directly ${crowded('direct').toFixed(1)} ms`,
    });
  measurements.push(
    {
      name: 'added median against the gateway',
      value: ofRounds((round) => {
        const middle = (name: ContenderName): number => quantile(round(name).times, 0.5);
        return (middle('parallax') - middle('direct')) / (middle('portkey') - middle('direct'));
      }),
      unit: '×',
      target: { atMost: 0.2 },
      note: `at ${CONNECTIONS} connections, same upstream, same run; median of the rounds' ratios`,
    },
    {
      name: 'requests per second against the gateway',
      value: ofRounds((round) => round('parallax').perSecond / round('portkey').perSecond),
      unit: '×',
      target: { atLeast: 4 },
      note: `at ${CONNECTIONS} connections; median of the rounds' ratios`,
    },
    {
      name: 'CPU of a request against the gateway',
      value: cpuUs('parallax') / cpuUs('portkey'),
      unit: '×',
      note: 'recording included',
    },
    {
      name: 'from the last answer until all calls can be read',
      value: medianOf('parallax', ({ restMs }) => restMs),
      unit: 'ms',
      note: `of ${FLOOD} that came at once; looked for every 200 ms`,
    },
  );
  return measurements;
}
