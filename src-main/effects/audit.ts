import type { Program } from '../../shared/node/program.ts';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import { timestampText } from './ambient.ts';
import type { AuditRecord, EffectDeps } from './config.ts';
import { requestSummary } from './summary.ts';
import type { EffectPlace } from './types.ts';

/** Writes an audit record for each effect of a node whose `audit_level` asks for it. */
export class Auditor {
  readonly #session: string;
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #deps: EffectDeps;

  constructor(session: string, programs: ReadonlyMap<string, Program>, deps: EffectDeps) {
    this.#session = session;
    this.#programs = programs;
    this.#deps = deps;
  }

  record(
    path: string,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
    capabilities: readonly string[],
    answer: EffectAnswer,
  ): void {
    const node = nodes.at(-1) ?? '';
    const level = this.#programs.get(node)?.security.auditLevel ?? 'none';
    if (level === 'none' || this.#deps.audit === undefined) return;
    const record: AuditRecord = {
      at: timestampText(this.#deps.now()),
      session: this.#session,
      path,
      node,
      step: place.step,
      occ: place.occ,
      effect: place.effect,
      type: request.type,
      capabilities,
      outcome: answer.ok ? 'ok' : answer.error.code,
    };
    this.#deps.audit(
      level === 'detailed'
        ? { ...record, detail: requestSummary(request), attempts: answer.attempts.length }
        : record,
    );
  }
}
