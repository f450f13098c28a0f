import type { Program } from '../../shared/node/program.ts';
import type { Continuation } from '../../shared/trace/continuation.ts';
import {
  type EffectAnswer,
  type EffectRequest,
  effectKey,
  type TraceEvent,
} from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import type { Ending, Execution, Runtime } from '../../src-main/runtimes/runtime.ts';
import type { Answer } from './conformance-schema.ts';

/** What is run: one node with its callees and inputs. */
export interface Subject {
  readonly program: Program;
  readonly callees: ReadonlyMap<string, Program>;
  readonly handlers: string | null;
  readonly inputs: CanonicalObject;
}

export interface Ran {
  readonly events: readonly TraceEvent[];
  readonly ending: Ending;
}

/** Answers effects; made anew for every run. */
export type Script = (key: string, request: EffectRequest) => EffectAnswer;

/** Longer than any case may take: a run that hangs fails its test instead of stopping the suite. */
const PATIENCE_MS = 20_000;

/** Runs to the end without stopping. */
export function runOn(
  runtime: Runtime,
  subject: Subject,
  script: Script,
  continuation?: Continuation,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const events: TraceEvent[] = [];
    let execution: Execution | null = null;
    const patience = setTimeout(() => execution?.cancel(), PATIENCE_MS);
    const request = { ...subject, mode: 'free' as const };
    execution = runtime.start(continuation === undefined ? request : { ...request, continuation }, {
      events(batch, wait) {
        events.push(...batch);
        if (wait !== 'effect') return;
        const asked = events.at(-1);
        try {
          if (asked?.kind !== 'effect_requested') throw new Error('waits for an effect it has not asked for');
          execution?.answer(script(effectKey(asked), asked.request));
        } catch (error) {
          clearTimeout(patience);
          execution?.cancel();
          reject(error);
        }
      },
      ended(ending) {
        clearTimeout(patience);
        resolve({ events, ending });
      },
    });
  });
}

/** Answers as a case gives them. An effect that it does not foresee fails the test, but for clock, random and ids. */
export function scripted(answers: readonly Answer[] | Readonly<Record<string, Answer>>): Script {
  let next = 0;
  return (key, request) => {
    const usual = fixed(request);
    const given = Array.isArray(answers)
      ? usual === undefined
        ? (answers as readonly Answer[])[next++]
        : undefined
      : (answers as Readonly<Record<string, Answer>>)[key];
    if (given !== undefined) return toAnswer(given);
    if (usual === undefined) throw new Error(`the case has no answer to ${key}: ${JSON.stringify(request)}`);
    return performed(usual);
  };
}

/** Answers as an earlier run recorded them. */
export function recorded(events: readonly TraceEvent[]): Script {
  const answers = new Map<string, EffectAnswer>();
  for (const event of events)
    if (event.kind === 'effect_answered') answers.set(effectKey(event), event.answer);
  return (key, request) => {
    const answer = answers.get(key);
    if (answer === undefined) throw new Error(`nothing recorded for ${key}: ${JSON.stringify(request)}`);
    return answer;
  };
}

function fixed(request: EffectRequest): Canonical | undefined {
  switch (request.type) {
    case 'clock':
      return request.operation === 'year' ? 2025 : { $timestamp: '2025-06-01T12:00:00.000000Z' };
    case 'random':
      return { $decimal: '0.25' };
    case 'id':
      return '00000000-0000-4000-8000-000000000001';
    default:
      return undefined;
  }
}

function performed(value: Canonical): EffectAnswer {
  return { ok: true, value, attempts: [], source: 'performed' };
}

function toAnswer(given: Answer): EffectAnswer {
  if ('code' in given) return { ok: false, error: { ...given }, attempts: [], source: 'performed' };
  if ('rows' in given) return performed({ rows: given.rows, changes: given.changes });
  if ('status' in given) return performed({ status: given.status, body: given.body });
  return performed(given.value);
}
