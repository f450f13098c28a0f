import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { errorText } from '../../shared/error-text.ts';
import { issueText } from '../../shared/issue-text.ts';
import { DEMO_NOWHERE, demoProviders } from '../../shared/llm/providers/demo.ts';
import { providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Diagnostic, Range } from '../../shared/node/source.ts';
import { didYouMean } from '../language/suggest.ts';
import { type WorkspaceConfig, workspaceSchema } from './schema.ts';

export interface ConfigReading {
  readonly config: WorkspaceConfig;
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_CHARACTERS = 1_000_000;
/** Code of what is wrong with an entry of `providers`. */
export const INVALID_PROVIDER = 'invalid-provider';
const START: Range = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Reads parallax.yml. Sections with errors are left out (of `grants`: nothing is granted), so that the rest can be used. */
export function readConfig(text: string): ConfigReading {
  if (text.length > MAX_CHARACTERS) {
    const message = `The file is longer than ${MAX_CHARACTERS} characters.`;
    return unusable([{ code: 'file-too-large', severity: 'error', message, range: START }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const rangeOf = (start: number, end: number): Range => {
    const from = lines.linePos(start);
    const to = lines.linePos(Math.max(start, end));
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const syntax = document.errors.map((error): Diagnostic => {
    const code = error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml-syntax';
    return {
      code,
      severity: 'error',
      message: error.code === 'RESOURCE_EXHAUSTION' ? 'The values nest too deep.' : firstLine(error.message),
      range: rangeOf(error.pos[0], error.pos[1]),
    };
  });
  if (syntax.length > 0) return unusable(syntax);
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    const message = firstLine(errorText(error));
    return unusable([{ code: 'alias-expansion', severity: 'error', message, range: START }]);
  }
  const place = (path: readonly PropertyKey[]): Range => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return rangeOf(node.range[0], node.range[1]);
    }
    return START;
  };
  const placeOfKey = (path: readonly PropertyKey[]): Range => {
    const map = document.getIn(path.slice(0, -1), true);
    const pair = isMap(map) && map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    const range = pair && isScalar(pair.key) ? pair.key.range : null;
    return range ? rangeOf(range[0], range[1]) : place(path);
  };
  return validate(data, { place, placeOfKey });
}

/** Where a value stands in the file, and where its key does. */
interface Places {
  readonly place: (path: readonly PropertyKey[]) => Range;
  readonly placeOfKey: (path: readonly PropertyKey[]) => Range;
}

function validate(data: unknown, { place, placeOfKey }: Places): ConfigReading {
  const diagnostics: Diagnostic[] = [];
  let rest = data;
  // Each round takes out what was found wrong; what is left is smaller every time.
  for (;;) {
    const parsed = workspaceSchema.safeParse(rest);
    if (parsed.success) {
      diagnostics.push(...providerDiagnostics(parsed.data.providers, place));
      return { config: parsed.data, diagnostics: diagnostics.sort(byPlace) };
    }
    const wrong = new Set<string>();
    for (const issue of parsed.error.issues.flatMap(innermost)) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) {
          diagnostics.push(unknownKey(key, [...issue.path, key], placeOfKey));
          rest = without(rest, [...issue.path, key]);
        }
        continue;
      }
      const where = issue.path.map(String).join('.');
      const message = `${where === '' ? 'parallax.yml' : where}: ${issueText(issue.message)}.`;
      diagnostics.push({ code: 'invalid-setting', severity: 'error', message, range: place(issue.path) });
      if (issue.path.length === 0) return { ...unusable(diagnostics) };
      wrong.add(String(issue.path[0]));
    }
    for (const section of wrong)
      rest = section === 'grants' ? { ...(rest as object), grants: [] } : without(rest, [section]);
  }
}

/** The registry leaves such providers out: the rest of the workspace does without them. */
function providerDiagnostics(
  providers: WorkspaceConfig['providers'],
  place: Places['place'],
): readonly Diagnostic[] {
  if (providers.length === 0) return [];
  const demo = demoProviders(DEMO_NOWHERE);
  return providerRegistry([...demo, ...providers]).problems.map(({ entry, path, message }) => ({
    code: INVALID_PROVIDER,
    severity: 'warning',
    message: `${message} It is left out.`,
    range: place(['providers', entry - demo.length, ...path]),
  }));
}

/** Of a union, the problems of the alternative that came nearest. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly z.core.$ZodIssue[]) =>
    Math.max(...issues.map((inner) => inner.path.length));
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  return best.flatMap((inner) =>
    innermost({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue),
  );
}

function unknownKey(key: string, path: readonly PropertyKey[], placeOfKey: Places['placeOfKey']): Diagnostic {
  const where = path.slice(0, -1).map(String).join('.');
  const message = `${where === '' ? '' : `${where}: `}${key} is no setting; it is ignored.`;
  const suggestion = where === '' ? didYouMean(key, Object.keys(workspaceSchema.shape)) : undefined;
  return {
    code: 'unknown-setting',
    severity: 'warning',
    message,
    range: placeOfKey(path),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function without(data: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof data !== 'object' || data === null) return data;
  const copy = (Array.isArray(data) ? [...data] : { ...data }) as Record<PropertyKey, unknown>;
  if (rest.length === 0) delete copy[first];
  else copy[first] = without(copy[first], rest);
  return copy;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.line - b.range.line || a.range.column - b.range.column;
}

function unusable(diagnostics: readonly Diagnostic[]): ConfigReading {
  return { config: workspaceSchema.parse({ grants: [] }), diagnostics };
}

function firstLine(message: string): string {
  const line = message.split('\n')[0]?.trim() ?? message;
  return line.endsWith('.') ? line : `${line}.`;
}
