import type { Expression } from '../../../../shared/node/expression.ts';
import type { Operation, Step } from '../../../../shared/node/program.ts';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import { iterable } from '../expression/elements.ts';
import { compute } from '../expression/evaluate.ts';
import { callFunction } from '../expression/functions.ts';
import { decode, encode, isList } from '../values/codec.ts';
import { checkSize } from '../values/text.ts';
import type { Value } from '../values/value.ts';
import type { StepRun } from './execution.ts';
import type { Returned } from './flow.ts';
import type { Below } from './resume.ts';

type ForEach = Step & Extract<Operation, { operation: 'for_each' }>;

/** What a loop goes through: a list, or a RANGE that is never built. */
type Items = readonly Value[] | { readonly from: bigint; readonly to: bigint };

function isRange(items: Items): items is { readonly from: bigint; readonly to: bigint } {
  return !Array.isArray(items);
}

function readItems(self: StepRun, expression: Expression): Items {
  const context = self.context();
  if (expression.kind !== 'call' || expression.fn !== 'RANGE') {
    return iterable('for_each', compute(expression, context));
  }
  const args = expression.args.map((arg) => compute(arg, context));
  const [from, to] = args;
  if (args.length === 2 && typeof from === 'bigint' && typeof to === 'bigint') return { from, to };
  return callFunction('RANGE', args) as readonly Value[];
}

function savedItems(
  saved: readonly Canonical[] | { readonly from: Canonical; readonly to: Canonical },
): Items {
  if (isList(saved)) return saved.map(decode);
  return { from: decode(saved.from) as bigint, to: decode(saved.to) as bigint };
}

/** The loop's rounds; a resumed one begins inside the body of the round under way. */
export async function forEach(self: StepRun, step: ForEach, below: Below | null): Promise<Returned | null> {
  const { run, place } = self;
  const resume = below?.loop ?? null;
  const outer = self.locals;
  const yields: Value[] = resume === null ? [] : resume.yields.map(decode);
  const items = resume === null ? readItems(self, step.items) : savedItems(resume.items);
  if (resume === null) {
    run.recorder.emit(place, {
      kind: 'loop_started',
      items: isRange(items) ? { from: encode(items.from), to: encode(items.to) } : items.map(encode),
    });
  }
  let point = below;
  const [first, count] = isRange(items) ? [items.from, items.to - items.from] : [0n, items.length];
  for (let index = resume?.index ?? 0; index < count; index++) {
    const value = isRange(items) ? first + BigInt(index) : (items[index] as Value);
    self.locals = { name: step.as, value, outer };
    if (point === null) {
      run.recorder.emit(place, { kind: 'iteration', index, name: step.as, value: encode(value) });
    }
    const returned = await self.inside(step.do, point, index);
    if (returned !== null) return returned;
    point = null;
    if (step.yield === null) continue;
    const yielded = compute(step.yield, self.context());
    run.recorder.emit(place, { kind: 'yielded', index, value: encode(yielded) });
    yields.push(yielded);
    checkSize(yields.length);
  }
  self.assignOutput(yields);
  return null;
}
