import { type CapabilityCell, FIELD_CAPABILITIES, type FieldCapability } from '../capabilities/capability.ts';
import { loseKeptCalls } from '../dialects/lost-calls.ts';
import { isObject, type Json, sameJson } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { fitCompany } from './fit-company.ts';
import type { Note } from './notes.ts';
import { notePrefill } from './prefill.ts';
import { fitReasoning } from './reasoning-budget.ts';
import { fieldPath, readField, writeField } from './request-field.ts';
import { fitFormat, fitTools } from './schema-fit.ts';
import { sourceText, type Writing } from './writing.ts';

/** What is sent when a field is left open, by all that the canonical protocol says. */
const OPEN: Readonly<Partial<Record<FieldCapability, Json>>> = { store: false, parallelToolCalls: true };

/** Values that ask for nothing: where there is no such field, that is what holds. */
const NEUTRAL: Readonly<Partial<Record<FieldCapability, Json>>> = {
  ...OPEN,
  'parameters.candidates': 1,
  'parameters.topP': 1,
  'parameters.stop': [],
  'parameters.frequencyPenalty': 0,
  'parameters.presencePenalty': 0,
  'parameters.logitBias': {},
  'parameters.logprobs': false,
  'parameters.topLogprobs': 0,
  'reasoning.adaptive': false,
  metadata: {},
  serviceTier: 'auto',
};

/**
 * The request as the target's model takes it, by its capability cells alone: ranges, words, lengths, fields that it refuses.
 * Messages stay as they are; their writers ask the cells part by part.
 */
export function fitRequest(request: ChatRequest, writing: Writing): ChatRequest {
  notePrefill(request, writing);
  loseKeptCalls(request, writing);
  let fitted = fitFormat(fitTools(fitReasoning(request, writing), writing), writing);
  for (const name of FIELD_CAPABILITIES) {
    const cell = writing.cell(name);
    if (cell === undefined) continue;
    if (cell.needs !== undefined || cell.without !== undefined)
      fitted = fitCompany(fitted, name, cell, holds, writing);
    const value = readField(fitted, name);
    if (value === undefined) {
      if (cell.fallback !== undefined) {
        fitted = writeField(fitted, name, cell.fallback);
        writing.note(fieldPath(name), {
          class: 'default-changed',
          severity: 'low',
          reason: `${writing.target.model} needs a value; ${JSON.stringify(cell.fallback)} was sent.`,
          source: sourceText(cell),
        });
      } else noteDefault(name, cell, writing);
      continue;
    }
    const next = fitBelow(name, fitValue(name, value, cell, writing), fitted, cell, writing);
    if (next !== value) fitted = writeField(fitted, name, next);
  }
  return fitted;
}

function noteDefault(name: FieldCapability, cell: CapabilityCell, writing: Writing): void {
  const open = OPEN[name];
  if (open === undefined || cell.default === undefined || sameJson(open, cell.default)) return;
  writing.note(fieldPath(name), {
    class: 'default-changed',
    severity: 'medium',
    reason: `Left open, which means ${JSON.stringify(cell.default)} to ${writing.target.provider.name}, not ${JSON.stringify(open)}.`,
    source: sourceText(cell),
    always: true,
  });
}

function fitValue(
  name: FieldCapability,
  value: Json,
  cell: CapabilityCell,
  writing: Writing,
): Json | undefined {
  const tell = (note: Omit<Note, 'source'>): void =>
    writing.note(fieldPath(name), { ...note, source: sourceText(cell) });
  // Thoughts that are switched off are no budget.
  if (name === 'reasoning.effort' && value === 'none' && cell.support === 'emulated') return value;
  if (cell.support === 'no' || cell.support === 'rejected' || cell.support === 'emulated') {
    const severity = holds(name, value, cell) ? 'none' : WEIGHTY.has(name) ? 'high' : 'medium';
    writing.leaveOut(fieldPath(name), name, `\`${name}\``, severity);
    return undefined;
  }
  if (cell.support === 'inert')
    tell({
      class: 'accepted-but-inert',
      severity: holds(name, value, cell) ? 'none' : 'medium',
      reason: `${writing.target.provider.name} accepts and ignores it.`,
      always: true,
    });
  if (typeof value === 'number') {
    const next = Math.min(Math.max(value, cell.min ?? value), cell.max ?? Number.POSITIVE_INFINITY);
    if (next !== value)
      tell({
        class: 'clamped',
        severity: 'medium',
        reason: `${writing.target.model} takes ${cell.min ?? 'any'} to ${cell.max ?? 'any'}; ${next} was sent.`,
      });
    return next;
  }
  if (typeof value === 'string' && cell.values !== undefined && !cell.values.includes(value)) {
    const next = nearestWord(name, value, cell.values);
    tell({
      class: next === undefined ? 'dropped' : 'enum-collapsed',
      severity: next === undefined && holds(name, value, cell) ? 'none' : 'medium',
      reason: `${writing.target.model} knows ${cell.values.join(', ')}${next === undefined ? '.' : `; "${next}" was sent.`}`,
    });
    return next;
  }
  const cut = cell.maxItems === undefined ? value : atMost(value, cell.maxItems);
  if (cut !== value)
    tell({
      class: 'clamped',
      severity: 'medium',
      reason: `At most ${cell.maxItems} are accepted; the first ${cell.maxItems} were sent.`,
    });
  return cut;
}

/** A list, a map or a text that is not longer. */
function atMost(value: Json, most: number): Json {
  if (typeof value === 'string') return value.length > most ? value.slice(0, most) : value;
  if (Array.isArray(value)) return value.length > most ? value.slice(0, most) : value;
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return entries.length > most ? Object.fromEntries(entries.slice(0, most)) : value;
}

/** Whether what is asked for is what the target does anyway: losing it loses nothing. */
function holds(
  name: FieldCapability,
  value: Json,
  { default: usual = NEUTRAL[name] }: CapabilityCell,
): boolean {
  return usual !== undefined && sameJson(value, usual);
}

/** A budget within another one: cut to just below it, or left out where that is too little. */
function fitBelow(
  name: FieldCapability,
  value: Json | undefined,
  request: ChatRequest,
  cell: CapabilityCell,
  writing: Writing,
): Json | undefined {
  const limit = cell.below === undefined ? undefined : readField(request, cell.below);
  if (typeof value !== 'number' || typeof limit !== 'number' || value < limit) return value;
  const next = limit - 1 < (cell.min ?? 0) ? undefined : limit - 1;
  writing.note(fieldPath(name), {
    class: next === undefined ? 'rejected' : 'clamped',
    severity: next === undefined ? 'high' : 'medium',
    reason: `It must be at least ${cell.min ?? 0} and below \`${cell.below}\`, which is ${limit}.`,
    source: sourceText(cell),
  });
  return next;
}

/** Losing one of these makes another question of the request. */
const WEIGHTY: ReadonlySet<FieldCapability> = new Set([
  'parameters.maxOutputTokens',
  'parameters.stop',
  'parameters.candidates',
]);

/** Words of efforts have an order; the nearest one is taken, of two equally near ones the smaller. */
const ORDERS: Readonly<Partial<Record<FieldCapability, readonly string[]>>> = {
  'reasoning.effort': ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  'parameters.verbosity': ['low', 'medium', 'high'],
};

function nearestWord(name: FieldCapability, value: string, known: readonly string[]): string | undefined {
  const order = ORDERS[name];
  if (order === undefined) return undefined;
  const distance = (word: string): number => Math.abs(order.indexOf(word) - order.indexOf(value));
  // Nothing but `none` means that there shall be none.
  return known
    .filter((word) => order.includes(word) && word !== 'none')
    .sort((a, b) => distance(a) - distance(b))[0];
}
