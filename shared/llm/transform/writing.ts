import type { Capability, CapabilityCell } from '../capabilities/capability.ts';
import type { LossPolicy } from '../losses/policy.ts';
import type { Target } from '../providers/target.ts';
import { LinkMap } from './links.ts';
import { type Note, Notes } from './notes.ts';

/** One request on its way into one wire body: the target's facts, and what is to be told about the way. */
export class Writing {
  readonly target: Target;
  readonly policy: LossPolicy;
  readonly links = new LinkMap();
  readonly notes = new Notes();
  /** Ids of calls that are not sent. */
  #lostCalls: Set<string> | undefined;

  constructor(target: Target, policy: LossPolicy) {
    this.target = target;
    this.policy = policy;
  }

  link(canonical: string, wire: string): void {
    this.links.link(canonical, wire);
  }

  note(path: string, note: Note): void {
    this.notes.note(path, note);
  }

  addition(wire: string, path: string, note: Note): void {
    this.notes.addition(wire, path, note);
  }

  /** Remembers that a call is not sent. */
  loseCall(id: string): void {
    this.#lostCalls ??= new Set();
    this.#lostCalls.add(id);
  }

  isCallLost(id: string): boolean {
    return this.#lostCalls?.has(id) === true;
  }

  cell(name: Capability): CapabilityCell | undefined {
    return this.target.capabilities[name];
  }

  /** Whether the target takes it: what no cell speaks of is tried. */
  takes(name: Capability): boolean {
    const support = this.cell(name)?.support;
    return support === undefined || support === 'yes' || support === 'inert';
  }

  /** Says that `path` stays behind because of a cell. */
  leaveOut(path: string, name: Capability, what: string, severity: Note['severity'] = 'high'): void {
    const cell = this.cell(name);
    const rejected = cell?.support === 'rejected';
    this.note(path, {
      class: rejected ? 'rejected' : 'dropped',
      severity,
      reason: rejected
        ? `${this.target.model} answers ${what} with an error.`
        : `${this.target.provider.name} has no equivalent of ${what}.`,
      source: sourceText(cell),
    });
  }

  /** Says that the dialect has no place for `path`. */
  noPlace(path: string, what: string, severity: Note['severity'] = 'medium'): void {
    this.note(path, {
      class: 'dropped',
      severity,
      reason: `The wire format of ${this.target.provider.name} has no place for ${what}.`,
    });
  }
}

/** A cell's source as one line. */
export function sourceText(cell: CapabilityCell | undefined): string | null {
  return cell?.source ? `${cell.source.title}, ${cell.source.date}` : null;
}
