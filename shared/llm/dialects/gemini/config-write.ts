import { isObject, type Json, type JsonDraft, type JsonObject, sameJson } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import { relax } from '../../transform/schema-fit.ts';
import { sourceText, type Writing } from '../../transform/writing.ts';
import { spelling } from '../fields.ts';
import { noteHeld } from '../function-shapes.ts';
import { jsonSchemaOf, NOT_ENFORCED, openApiSchemaOf } from './schema.ts';

const DIALECT = 'gemini';

export function writeFormat(request: ChatRequest, writing: Writing): JsonObject {
  const format = request.responseFormat;
  if (format === undefined) return {};
  writing.note('/responseFormat/type', {
    class: 'relocated',
    severity: 'none',
    reason: 'Sent as `generationConfig.responseMimeType`.',
    always: true,
  });
  if (format.type !== 'json_schema')
    return { responseMimeType: format.type === 'json' ? 'application/json' : 'text/plain' };
  writing.noPlace('/responseFormat/name', "a schema's name", 'none');
  writing.noPlace('/responseFormat/description', "a schema's description", 'low');
  noteHeld(format.strict, writing);
  return { responseMimeType: 'application/json', ...writeSchema(format.schema, request, writing) };
}

/** As it was read; else in the form that enforces all of it; else as a JSON schema without what is not enforced. */
function writeSchema(schema: JsonObject, request: ChatRequest, writing: Writing): JsonObject {
  const own = spelling(request.extensions, DIALECT, '$schema');
  if (isObject(own)) {
    const [key, value] = Object.entries(own)[0] ?? [];
    const said = isObject(value) && (key === 'responseSchema' ? jsonSchemaOf(value) : value);
    if (isObject(said) && sameJson(said, schema)) return own;
  }
  const { schema: left, removed } = relax(schema, NOT_ENFORCED, '/responseFormat/schema');
  if (removed.length === 0) return { responseJsonSchema: schema };
  const whole = openApiSchemaOf(schema);
  if (whole !== undefined) return { responseSchema: whole };
  for (const { path, keyword } of removed)
    writing.note(path, {
      class: 'schema-relaxed',
      severity: 'medium',
      reason: `${writing.target.provider.name} does not enforce \`${keyword}\`; the answer is checked against it afterwards.`,
      source: sourceText(writing.cell('responseFormat.json_schema')),
    });
  return { responseJsonSchema: left };
}

const LEVELS: Readonly<Record<string, string>> = {
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
};

export function writeThinking(request: ChatRequest, writing: Writing): JsonObject {
  const { effort, budgetTokens, adaptive, show } = request.reasoning ?? {};
  const wire: JsonDraft = {};
  const sent = (path: string, place: string): void =>
    writing.note(`/reasoning/${path}`, {
      class: 'renamed',
      severity: 'none',
      reason: `Sent as \`generationConfig.thinkingConfig.${place}\`.`,
      always: true,
    });
  const level = effort === undefined || effort === 'none' ? undefined : LEVELS[effort];
  if (level !== undefined) {
    wire['thinkingLevel'] = spelledLevel(request, level);
    sent('effort', 'thinkingLevel');
  } else if (effort === 'none') {
    wire['thinkingBudget'] = 0;
    sent('effort', 'thinkingBudget');
  } else if (effort !== undefined) writing.noPlace('/reasoning/effort', `the effort ${effort}`);
  const free = wire['thinkingLevel'] === undefined && wire['thinkingBudget'] === undefined;
  if (budgetTokens !== undefined && free) writeBudget(budgetTokens, wire, writing, sent);
  else if (budgetTokens !== undefined)
    writing.noPlace('/reasoning/budgetTokens', 'a budget beside an effort', 'low');
  if (adaptive === true && free && budgetTokens === undefined) {
    wire['thinkingBudget'] = -1;
    sent('adaptive', 'thinkingBudget');
  } else if (adaptive !== undefined)
    writing.noPlace('/reasoning/adaptive', 'whether the model decides beside an effort or a budget', 'none');
  if (show !== undefined) {
    wire['includeThoughts'] = show !== 'none';
    if (show === 'none' || show === 'auto') sent('show', 'includeThoughts');
    else
      writing.note('/reasoning/show', {
        class: 'enum-collapsed',
        severity: 'low',
        reason: 'Thoughts come back or they do not; how closely is left to the model.',
      });
  }
  return Object.keys(wire).length > 0 ? { thinkingConfig: wire } : {};
}

/** 0 and -1 are words of their own here. */
function writeBudget(
  budget: number,
  wire: JsonDraft,
  writing: Writing,
  sent: (path: string, place: string) => void,
): void {
  if (budget < 1) {
    writing.noPlace('/reasoning/budgetTokens', 'a budget of less than one token');
    return;
  }
  wire['thinkingBudget'] = budget;
  sent('budgetTokens', 'thinkingBudget');
}

function spelledLevel(request: ChatRequest, level: string): Json {
  const own = spelling(request.extensions, DIALECT, '$thinkingLevel');
  return typeof own === 'string' && own.toUpperCase() === level ? own : level;
}
