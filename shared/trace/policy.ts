import type { DiffRules } from '../values/diff.ts';
import { EXACT_RULES } from '../values/diff.ts';
import type { ComparisonPolicy } from './comparison.ts';

/**
 * A policy made ready to ask: the rules that hold at one step. Patterns are `step:path`, or `path` alone for every step;
 * `*` stands for any text, so `price_*:lines[*].total` and `*.updated_at` are patterns. A pattern for a value also covers
 * everything within it.
 */
export function rulesOf(policy: ComparisonPolicy): (step: string) => DiffRules {
  const ignore = policy.ignore.map(compile);
  const unordered = policy.unordered.map(compile);
  const tolerance = Object.entries(policy.tolerance).map(([pattern, limit]) => ({
    ...compile(pattern),
    limit,
  }));
  if (ignore.length + unordered.length + tolerance.length === 0 && !policy.strictScale)
    return () => EXACT_RULES;
  const cache = new Map<string, DiffRules>();
  return (step) => {
    let rules = cache.get(step);
    if (rules === undefined) {
      rules = {
        ignored: matcher(ignore, step),
        unordered: matcher(unordered, step),
        tolerance: (path) => tolerance.find((t) => t.step.test(step) && t.path.test(path))?.limit,
        strictScale: policy.strictScale,
      };
      cache.set(step, rules);
    }
    return rules;
  };
}

interface Pattern {
  readonly step: RegExp;
  readonly path: RegExp;
}

function matcher(patterns: readonly Pattern[], step: string): (path: string) => boolean {
  const here = patterns.filter((pattern) => pattern.step.test(step));
  return here.length === 0 ? () => false : (path) => here.some((pattern) => pattern.path.test(path));
}

function compile(pattern: string): Pattern {
  const colon = pattern.indexOf(':');
  return {
    step: compilePattern(colon < 0 ? '*' : pattern.slice(0, colon), false),
    path: compilePattern(colon < 0 ? pattern : pattern.slice(colon + 1), true),
  };
}

/** A text with `*` for any text. `within`: a pattern for a value also covers everything within it. */
export function compilePattern(text: string, within: boolean): RegExp {
  const tail = within && text !== '' ? '(?:[.[{].*)?' : '';
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}${tail}$`, 's');
}
