import { isObject, member, parseJson, pointer } from '../json.ts';
import type { Severity } from '../losses/loss.ts';
import { roundedNumbers } from '../numbers.ts';
import type {
  Citation,
  Dialect,
  Extensions,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from '../protocol/part.ts';
import type { ChatResponse } from '../protocol/response.ts';
import type { AnswerLosses } from './answer-losses.ts';

/**
 * An answer as it may be written in `dialect`: without what is bound to another provider, which is told, as is what the dialect
 * has no place for at a part that it writes. Parts keep their numbers.
 */
export function fitAnswer(response: ChatResponse, dialect: Dialect, losses: AnswerLosses): ChatResponse {
  tellExtensions(response.extensions, '', dialect, losses, 'none');
  tellExtensions(response.usage?.extensions, '/usage', dialect, losses, 'none');
  const candidates = response.candidates.map((candidate, i) => {
    // Told as a whole where there is no place for it.
    if (i > 0 && LONE.has(dialect)) return candidate;
    const at = `/candidates/${i}`;
    tellExtensions(candidate.extensions, at, dialect, losses, 'low');
    return {
      ...candidate,
      content: candidate.content.map((part, k) => fitAnswerPart(part, `${at}/content/${k}`, dialect, losses)),
    };
  });
  return { ...response, candidates };
}

function fitAnswerPart(part: Part, at: string, dialect: Dialect, losses: AnswerLosses): Part {
  if (part.type === 'foreign') return part;
  tellExtensions(part.extensions, at, dialect, losses, 'low');
  if (part.type === 'tool_call') tellArguments(part, at, dialect, losses);
  if (part.type === 'text' && part.citations !== undefined) return fitCitations(part, at, dialect, losses);
  return fitThoughts(part, at, dialect, losses);
}

/** Anthropic's citations say of what kind they are: those of others cannot. */
export function isCitationOf({ extensions }: Citation, dialect: Dialect): boolean {
  return dialect !== 'anthropic' || extensions?.anthropic?.['type'] !== undefined;
}

function fitCitations(part: TextPart, at: string, dialect: Dialect, losses: AnswerLosses): Part {
  const { citations = [], ...rest } = part;
  if (NO_CITATIONS.has(dialect)) {
    losses.dropped(`${at}/citations`, citations, 'citations of a text');
    return rest;
  }
  const own = citations.filter((each) => isCitationOf(each, dialect));
  if (own.length === citations.length) return part;
  losses.dropped(`${at}/citations`, citations, 'citations of another provider');
  return own.length === 0 ? rest : { ...rest, citations: own };
}

/** A part, whole or as it begins, without what is bound to another provider. */
export function fitThoughts(part: Part, at: string, dialect: Dialect, losses: AnswerLosses): Part {
  if (part.type !== 'reasoning' || !isForeign(part, dialect)) return part;
  return part.signature === undefined && part.encrypted === undefined ? part : unbound(part, at, losses);
}

/** Dialects with one answer to a question. */
const LONE: ReadonlySet<Dialect> = new Set(['anthropic', 'openai-responses']);
const NO_CITATIONS: ReadonlySet<Dialect> = new Set(['gemini', 'mistral']);
/** Where the arguments of a call are an object. */
const OBJECTS: ReadonlySet<Dialect> = new Set(['anthropic', 'gemini']);

/** Whether thoughts came from somebody else. */
export function isForeign(part: Part, dialect: Dialect): boolean {
  return part.type === 'reasoning' && part.dialect !== undefined && part.dialect !== dialect;
}

/** What vouches for thoughts, or encrypts them, means nothing to anybody but its provider. */
function unbound(part: ReasoningPart, at: string, losses: AnswerLosses): Part {
  const { signature, encrypted, ...rest } = part;
  if (signature !== undefined) losses.signature(at, signature);
  if (encrypted !== undefined)
    losses.dropped(`${at}/encrypted`, encrypted, 'thoughts that another provider encrypted', 'low');
  return rest;
}

/** Tells of arguments that are no object where they have to be one, or that change when they are read as one. */
export function tellArguments(
  { arguments: text }: ToolCallPart,
  at: string,
  dialect: Dialect,
  losses: AnswerLosses,
): void {
  if (!OBJECTS.has(dialect) || text.trim() === '') return;
  if (!isObject(parseJson(text))) {
    losses.dropped(`${at}/arguments`, text, 'arguments that are no object', 'high');
    return;
  }
  for (const { written, read } of roundedNumbers(text).slice(0, 1))
    losses.add({
      class: 'quantised',
      path: `${at}/arguments`,
      before: written,
      after: read,
      severity: 'high',
      reason: `Arguments are an object in ${dialect}, and its numbers 64-bit floats.`,
    });
}

/** What people would miss of what only one dialect says. */
const WEIGHTS: Readonly<Record<string, Severity>> = {
  annotations: 'medium',
  message: 'medium',
  groundingMetadata: 'medium',
  citationMetadata: 'medium',
  id: 'none',
  status: 'none',
  index: 'none',
};

function tellExtensions(
  extensions: Extensions | undefined,
  at: string,
  dialect: Dialect,
  losses: AnswerLosses,
  usual: Severity,
): void {
  for (const [from, values] of Object.entries(extensions ?? {}) as [Dialect, Extensions[Dialect]][]) {
    if (from === dialect || values === undefined) continue;
    for (const [key, value] of Object.entries(values))
      if (!key.startsWith('$') && !isNothing(value))
        losses.dropped(
          pointer(`${at}/extensions/${from}`, key),
          value,
          `what only ${from} says`,
          (member(WEIGHTS, key) as Severity | undefined) ?? usual,
        );
  }
}

/** Spellings, and what says that there is nothing. */
function isNothing(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).every((key) => key.startsWith('$') || isNothing(value[key]));
}
