import type { PathName } from '../../shared/trace/comparison.ts';
import { type EffectAnswer, type EffectRequest, effectKey, type RunError } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { diffValues } from '../../shared/values/diff.ts';
import { equal } from '../../shared/values/equality.ts';
import { isAmbient, leavesThisMachine } from './ambient.ts';
import { effectError, refused, withSource } from './answer.ts';
import type { Auditor } from './audit.ts';
import type { Backends } from './backends.ts';
import { findDenial, findForbidden, findUndeclared } from './capability.ts';
import type { EffectConfig } from './config.ts';
import { busDifferences, databaseDifferences } from './difference.ts';
import { declaredFor, withModel } from './llm.ts';
import { requestSummary } from './summary.ts';
import type {
  DatabaseRecord,
  EffectPlace,
  EffectSession,
  EffectSessionOptions,
  FinalDifference,
  RecordedEffect,
} from './types.ts';

/** An effect that a path asked for by itself. */
interface Asked {
  readonly request: EffectRequest;
  readonly answer: Promise<EffectAnswer>;
  answered: boolean;
}

type Ending = 'completed' | 'cut';

const SHARED = 'shared';

/** The effects of one comparison: who performs, who is given the answer, who is refused. */
export class BrokerSession implements EffectSession {
  readonly #options: EffectSessionOptions;
  readonly #config: EffectConfig;
  readonly #backends: Backends;
  readonly #auditor: Auditor;
  readonly #primary: PathName;
  /** By owner, then by key. */
  readonly #asked = new Map<string, Map<string, Asked>>();
  readonly #recorded: ReadonlyMap<string, RecordedEffect>;
  readonly #endings = new Map<PathName, Ending>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #onClose: () => void;
  #watchers: (() => void)[] = [];
  #closed = false;

  constructor(
    options: EffectSessionOptions,
    config: EffectConfig,
    backends: Backends,
    auditor: Auditor,
    onClose: () => void,
  ) {
    const primary = options.paths[0];
    if (primary === undefined) throw new Error('a session needs a path');
    this.#options = options;
    this.#config = config;
    this.#backends = backends;
    this.#auditor = auditor;
    this.#primary = primary;
    this.#onClose = onClose;
    this.#recorded = new Map(
      (options.recorded ?? []).map((effect) => [`${effect.path ?? ''} ${effectKey(effect)}`, effect]),
    );
  }

  async request(
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> {
    if (this.#closed) return refused(effectError('cancelled', 'the comparison was closed'));
    const known = this.#options.rerun?.recorded(path, place, request) ?? null;
    if (known !== null) return { ...known, source: 'recorded' };
    if (this.#options.policy === 'replay') return this.#replay(path, nodes, place, request);
    const owner = this.#owner(path, request);
    if (owner !== SHARED || path === this.#primary) return this.#own(owner, path, nodes, place, request);
    return this.#follow(path, nodes, place, request);
  }

  finished(path: PathName, how: Ending): void {
    if (this.#endings.has(path)) return;
    this.#endings.set(path, how);
    if (how === 'cut') this.#abort(path).abort();
    this.#wake();
  }

  databaseRecord(path: PathName): DatabaseRecord {
    return this.#backends.databases.record(this.#options.policy === 'each' ? path : SHARED);
  }

  async finalDifferences(): Promise<readonly FinalDifference[]> {
    const both = this.#options.paths.includes('reference') && this.#options.paths.includes('direct');
    if (this.#options.policy !== 'each' || !both) return [];
    return [
      ...databaseDifferences(this.databaseRecord('reference'), this.databaseRecord('direct')),
      ...busDifferences(this.#backends.bus('reference'), this.#backends.bus('direct')),
    ];
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const abort of this.#aborts.values()) abort.abort();
    this.#wake();
    const unfinished = [...this.#asked.values()].some((effects) =>
      [...effects.values()].some((asked) => !asked.answered),
    );
    if (unfinished) this.#backends.databases.abort();
    await Promise.all([this.#backends.databases.close(), this.#backends.close()]);
    this.#onClose();
  }

  /** Whose effect it is: with `each` the path's own for what it has a copy of, else everybody's. */
  #owner(path: PathName, request: EffectRequest): string {
    if (request.type === 'llm' && this.#options.models !== undefined) return path;
    if (this.#options.policy !== 'each') return SHARED;
    switch (request.type) {
      case 'database':
      case 'publish':
      case 'subscribe':
      case 'llm':
        return path;
      case 'http':
        return request.provider !== null && this.#config.services[request.provider]?.sandbox ? path : SHARED;
      default:
        return SHARED;
    }
  }

  /** Performs for this path; what it asked is known at once, its answer when there is one. */
  #own(
    owner: string,
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> {
    const effects = this.#asked.get(owner) ?? new Map<string, Asked>();
    this.#asked.set(owner, effects);
    const key = effectKey(place);
    const earlier = effects.get(key);
    // Asking twice at one place never performs twice.
    if (earlier !== undefined) return this.#shared(earlier, request, path);
    const answer = this.#perform(owner, path, nodes, place, request);
    const asked: Asked = { request, answer, answered: false };
    effects.set(key, asked);
    const settled = () => {
      asked.answered = true;
      this.#wake();
    };
    answer.then(settled, settled);
    this.#wake();
    return answer;
  }

  async #perform(
    owner: string,
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> {
    if (isAmbient(request))
      return withSource(
        await this.#backends.perform(owner, '', place, request, this.#abort(path).signal),
        'performed',
      );
    const sent = this.#routed(path, request);
    const checked = await this.#check(owner, nodes, request, sent);
    const capabilities = checked.capabilities;
    const given = checked.error === null ? await this.#decided(path, place, request) : null;
    const answer =
      checked.error !== null
        ? refused(checked.error)
        : (given ??
          withSource(
            await this.#backends.perform(owner, nodes.at(-1) ?? '', place, sent, this.#abort(path).signal),
            'performed',
          ));
    this.#auditor.record(path, nodes, place, sent, capabilities, answer);
    return answer;
  }

  /** The answer that takes the place of performing, in a run that goes on from a record. */
  async #decided(path: PathName, place: EffectPlace, request: EffectRequest): Promise<EffectAnswer | null> {
    if (this.#options.rerun === undefined || !leavesThisMachine(request)) return null;
    const decision = await this.#options.rerun.decide(path, place, request);
    if (decision !== 'perform') return decision;
    return this.#closed ? refused(effectError('cancelled', 'the comparison was closed')) : null;
  }

  /** What is asked, of the model that whoever started the session chose for this path. */
  #routed(path: PathName, request: EffectRequest): EffectRequest {
    const model = this.#options.models?.[path];
    return model === undefined || request.type !== 'llm' ? request : withModel(request, model);
  }

  /** `sent`: where it is another request than the node's own, the node must be allowed both. */
  async #check(
    owner: string,
    nodes: readonly string[],
    request: EffectRequest,
    sent: EffectRequest = request,
  ): Promise<{ error: RunError | null; capabilities: readonly string[] }> {
    if (this.#options.policy === 'deny') {
      return {
        error: effectError('effect_denied', `effects are denied in this run: ${requestSummary(request)}`),
        capabilities: [],
      };
    }
    const needed = await this.#backends.capabilities(owner, sent);
    if ('code' in needed) return { error: needed, capabilities: [] };
    const { programs } = this.#options;
    const { grants } = this.#config;
    if (sent === request)
      return { error: findDenial(needed, nodes, programs, grants) ?? null, capabilities: needed };
    const own = await this.#backends.capabilities(owner, request);
    const denial =
      findUndeclared('code' in own ? declaredFor(request) : own, nodes, programs) ??
      findForbidden(needed, nodes, programs, grants);
    return { error: denial ?? null, capabilities: needed };
  }

  /** Waits until the primary asked at this place, ended, or the session was closed. */
  async #follow(
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> {
    if (!isAmbient(request)) {
      const { error } = await this.#check(SHARED, nodes, request);
      if (error !== null) return refused(error);
    }
    const key = effectKey(place);
    for (;;) {
      const asked = this.#asked.get(SHARED)?.get(key);
      if (asked !== undefined) return this.#shared(asked, request, path);
      if (this.#closed) return refused(effectError('cancelled', 'the comparison was closed'));
      // What a dead primary never asked for has not happened; what it left unanswered is another matter.
      if (this.#endings.has(this.#primary)) return this.#unasked(path, nodes, place, request);
      await this.#changed();
    }
  }

  /** The answer to what somebody else asked at the same place, if it was the same. */
  async #shared(asked: Asked, request: EffectRequest, path: PathName): Promise<EffectAnswer> {
    if (!equal(asValue(asked.request), asValue(request)))
      return refused(diverged(this.#primary, path, asked.request, request));
    while (!asked.answered) {
      if (this.#closed) return refused(effectError('cancelled', 'the comparison was closed'));
      if (this.#endings.get(this.#primary) === 'cut') return refused(indeterminate(this.#primary));
      await this.#changed();
    }
    const answer = await asked.answer;
    return answer.source === 'refused' ? answer : { ...answer, source: 'shared' };
  }

  #unasked(
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> | EffectAnswer {
    if (this.#options.unasked === 'perform') return this.#own(SHARED, path, nodes, place, request);
    return refused(
      effectError(
        'effect_diverged',
        `${this.#primary} ended without asking for this: ${requestSummary(request)}`,
        {
          asked: path,
        },
      ),
    );
  }

  #replay(
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer> | EffectAnswer {
    const key = effectKey(place);
    const effect = this.#recorded.get(`${path} ${key}`) ?? this.#recorded.get(` ${key}`);
    if (effect === undefined) {
      if (this.#options.unasked === 'perform') return this.#own(SHARED, path, nodes, place, request);
      return refused(
        effectError('effect_diverged', `the recorded run did not ask for this: ${requestSummary(request)}`, {
          asked: path,
        }),
      );
    }
    if (!equal(asValue(effect.request), asValue(request)))
      return refused(diverged('the recorded run', path, effect.request, request));
    return effect.answer === null
      ? refused(indeterminate('the recorded run'))
      : { ...effect.answer, source: 'recorded' };
  }

  #abort(path: PathName): AbortController {
    const abort = this.#aborts.get(path) ?? new AbortController();
    this.#aborts.set(path, abort);
    return abort;
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push(resolve);
    });
  }

  #wake(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}

function indeterminate(who: string): RunError {
  return effectError(
    'effect_indeterminate',
    `${who} ended before this was answered: whether it happened is not known`,
  );
}

function diverged(who: string, path: PathName, asked: EffectRequest, request: EffectRequest): RunError {
  const at = diffValues(asValue(asked), asValue(request)).differences[0]?.path ?? '';
  const message = `${path} asks something else than ${who} did at the same place: ${at === '' ? requestSummary(request) : at} differs`;
  return effectError('effect_diverged', message, { path: at, asked: path });
}

/** Requests are canonical values themselves. */
function asValue(request: EffectRequest): Canonical {
  return request as unknown as Canonical;
}
