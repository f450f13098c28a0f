import type { ModelCell } from '../../shared/api/view.ts';
import type { EffectAnswer } from '../../shared/trace/event.ts';
import { lossesOfAnswer } from '../../shared/trace/wire-losses.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { displayValue } from '../../shared/values/display.ts';

/** What there is to know of a language model's answer besides the answer; undefined: the effect was another. */
export function modelCell(answer: EffectAnswer): ModelCell | undefined {
  if (answer.calls === undefined) return undefined;
  const call = answer.calls.at(-1);
  const value = answer.ok ? modelAnswer(answer.value) : {};
  const usage = recordOf(value['usage'] ?? null);
  return {
    target: call?.target ?? null,
    said: answer.ok ? textOf(value['text'] ?? null) : textOf(answer.error.fields['text'] ?? null),
    finish: textOf(value['finish'] ?? null),
    tokens: { input: usage['input'] ?? null, output: usage['output'] ?? null },
    score: call ? call.score : null,
    losses: lossesOfAnswer(answer),
    wire: call ? { url: call.url, body: call.body } : null,
  };
}

/** An answer as a step has it; of the proxy, which records all of a response, the same of its first candidate. */
export function modelAnswer(recorded: Canonical): Readonly<Record<string, Canonical>> {
  const value = recordOf(recorded);
  const { candidates, usage = null } = recordOf(value['response'] ?? null);
  if (!Array.isArray(candidates)) return value;
  const { content, finish = null } = recordOf((candidates[0] as Canonical | undefined) ?? null);
  const parts = Array.isArray(content) ? content.map((part: Canonical) => recordOf(part)) : [];
  const said = parts.flatMap(({ type, text, name, arguments: given }) => {
    if (type === 'text' || type === 'refusal') return [textOf(text ?? null) ?? ''];
    return type === 'tool_call' ? [`calls ${textOf(name ?? null)} ${textOf(given ?? null)}`] : [];
  });
  return { text: said.join('\n'), usage, finish };
}

/** One line: how many losses, and how bad the worst is; '' where there is none. */
export function lossNote(answer: EffectAnswer): string {
  const told = lossesOfAnswer(answer).filter(({ severity }) => severity !== 'none');
  if (told.length === 0) return '';
  const worst = (['high', 'medium', 'low'] as const).find((each) =>
    told.some(({ severity }) => severity === each),
  );
  return `${told.length} ${told.length === 1 ? 'loss' : 'losses'}, ${worst}`;
}

function recordOf(value: Canonical): Readonly<Record<string, Canonical>> {
  return isCanonicalObject(value) && tagOf(value) === undefined ? value : {};
}

function textOf(value: Canonical): string | null {
  return typeof value === 'string' ? value : null;
}

/** Who answered, at what cost, and with what loss, in one line. */
export function modelLine({ target, tokens, finish, losses }: ModelCell): string {
  const count = (value: Canonical): string => (value === null ? '?' : displayValue(value));
  const told = losses.filter(({ severity }) => severity !== 'none').length;
  return [
    target ?? 'nobody was asked',
    ...(tokens.input === null && tokens.output === null
      ? []
      : [`${count(tokens.input)} → ${count(tokens.output)} tokens`]),
    ...(finish === null ? [] : [finish]),
    told === 0 ? 'nothing lost' : told === 1 ? '1 loss' : `${told} losses`,
  ].join(' · ');
}
