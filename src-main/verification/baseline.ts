import { z } from 'zod';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';

/** What a case fails by, without its values: the same failure has the same key in every run. */
export type FailureKey = string;

export function divergenceKey({ kind, step, path }: Divergence): FailureKey {
  return ['diverged', kind, step || '(node)', path].filter((part) => part !== '').join(' ');
}

export function expectationKey(path: PathName): FailureKey {
  return `expected ${path}`;
}

const schema = z.strictObject({
  parallax_baseline: z.literal(1),
  known: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
});

/** The failures that are known, by node and case: a later run fails only by others. */
export class Baseline {
  readonly #known: Readonly<Record<string, Readonly<Record<string, readonly FailureKey[]>>>>;

  constructor(known: Readonly<Record<string, Readonly<Record<string, readonly FailureKey[]>>>>) {
    this.#known = known;
  }

  /** Undefined where the text is no baseline. */
  static read(text: string): Baseline | undefined {
    try {
      const parsed = schema.safeParse(parseJsonText(text));
      return parsed.success ? new Baseline(parsed.data.known) : undefined;
    } catch {
      return undefined;
    }
  }

  has(node: string, name: string, key: FailureKey): boolean {
    const cases = Object.hasOwn(this.#known, node) ? this.#known[node] : undefined;
    return cases !== undefined && Object.hasOwn(cases, name) && (cases[name] ?? []).includes(key);
  }
}

/** In an order of its own, so that the file only changes when what is known does. */
export function baselineText(
  cases: readonly {
    readonly node: string;
    readonly name: string;
    readonly failures: readonly FailureKey[];
  }[],
): string {
  const known: Record<string, Record<string, readonly FailureKey[]>> = {};
  const order = [...cases].sort((a, b) =>
    a.node === b.node ? byText(a.name, b.name) : byText(a.node, b.node),
  );
  for (const { node, name, failures } of order) {
    if (failures.length === 0) continue;
    known[node] ??= {};
    known[node][name] = [...new Set(failures)].sort(byText);
  }
  return `${JSON.stringify({ parallax_baseline: 1, known }, null, 2)}\n`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
