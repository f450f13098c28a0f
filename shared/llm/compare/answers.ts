import { isObject, type Json, parseJson, pointer, sameJson } from '../json.ts';
import type { Candidate, ChatResponse } from '../protocol/response.ts';

/** One place where two answers differ; absent: not there. */
export interface AnswerDifference {
  /** `text`, `finish`, `/amount` in a JSON answer, `find_order 1/order` in the first call of that name; of further answers behind `answer 2: `. */
  readonly path: string;
  readonly a?: Json;
  readonly b?: Json;
}

export interface AnswerComparison {
  /** All answers are JSON and compared as such. */
  readonly json: boolean;
  readonly differences: readonly AnswerDifference[];
}

/** The text of an answer, without thoughts. */
export function answerText({ content }: Candidate): string {
  return content.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')).join('');
}

/** The calls that an answer asks for, in order; arguments as JSON where they are, else as text. */
export function answerCalls({
  content,
}: Candidate): readonly { readonly name: string; readonly arguments: Json }[] {
  return content.flatMap((part) =>
    part.type === 'tool_call'
      ? [{ name: part.name, arguments: parseJson(part.arguments) ?? part.arguments }]
      : [],
  );
}

/** What stands before the places of an answer, of several. */
export function placeOf(answer: number): string {
  return answer === 0 ? '' : `answer ${answer + 1}: `;
}

/** Where two responses differ, answer by answer. */
export function compareAnswers(
  { candidates: left }: ChatResponse,
  { candidates: right }: ChatResponse,
): AnswerComparison {
  const pairs = Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    compareCandidates(left[i] ?? NO_ANSWER, right[i] ?? NO_ANSWER),
  );
  return {
    json: pairs.length > 0 && pairs.every(({ json }) => json),
    differences: pairs.flatMap(({ differences }, i) =>
      differences.map((one) => ({ ...one, path: placeOf(i) + one.path })),
    ),
  };
}

const NO_ANSWER: Candidate = { content: [] };

/** JSON by its leaves, calls by name, order and arguments, other text as a whole. */
function compareCandidates(a: Candidate, b: Candidate): AnswerComparison {
  const differences: AnswerDifference[] = [];
  const texts = [answerText(a), answerText(b)] as const;
  const [left, right] = [asJson(texts[0]), asJson(texts[1])];
  const json = left !== undefined && right !== undefined;
  if (json) leaves(left, right, '', differences);
  else if (texts[0] !== texts[1]) differences.push({ path: 'text', a: texts[0], b: texts[1] });
  const [calls, others] = [answerCalls(a), answerCalls(b)];
  for (let i = 0; i < Math.max(calls.length, others.length); i++) {
    const [one, other] = [calls[i], others[i]];
    if (one?.name === other?.name && one && other)
      leaves(one.arguments, other.arguments, `${one.name} ${i + 1}`, differences);
    else differences.push(difference(`call ${i + 1}`, one && { ...one }, other && { ...other }));
  }
  if (a.finish !== b.finish) differences.push(difference('finish', a.finish, b.finish));
  return { json, differences };
}

/** An object or a list; a lone number or word is text. */
function asJson(text: string): Json | undefined {
  const json = parseJson(text);
  return typeof json === 'object' && json !== null ? json : undefined;
}

function leaves(a: Json, b: Json, path: string, differences: AnswerDifference[]): void {
  if (sameJson(a, b)) return;
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [left, right] = [
        Object.hasOwn(a, key) ? a[key] : undefined,
        Object.hasOwn(b, key) ? b[key] : undefined,
      ];
      if (left === undefined || right === undefined)
        differences.push(difference(pointer(path, key), left, right));
      else leaves(left, right, pointer(path, key), differences);
    }
  } else if (Array.isArray(a) && Array.isArray(b))
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const place = pointer(path, i);
      if (i < a.length && i < b.length) leaves(a[i] as Json, b[i] as Json, place, differences);
      else differences.push(difference(place, a[i] as Json | undefined, b[i] as Json | undefined));
    }
  else differences.push({ path: path || '/', a, b });
}

function difference(path: string, a: Json | undefined, b: Json | undefined): AnswerDifference {
  return { path, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
