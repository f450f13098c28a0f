import type { Expression } from '../../../shared/node/expression.ts';
import type { Origin } from '../positions.ts';
import { lex } from './lexer.ts';
import { parseTokens } from './parser.ts';
import type { ExpressionError, ParseOptions } from './result.ts';

/** A piece of a template: text, or a placeholder's expression with its place in the text. */
export type TemplatePart =
  | string
  | { readonly expression: Expression; readonly start: number; readonly end: number };

export interface ParsedTemplate {
  readonly parts: readonly TemplatePart[];
  readonly errors: readonly ExpressionError[];
}

/** Splits `text {expr} text` into its parts; `{{` and `}}` are braces. */
export function splitTemplate(text: string, origin: Origin, options: ParseOptions = {}): ParsedTemplate {
  const parts: TemplatePart[] = [];
  const errors: ExpressionError[] = [];
  let literal = '';
  let i = 0;
  const syntax = (message: string, start: number, end: number, suggestion: string): void => {
    errors.push({ code: 'expression-syntax', message, range: origin.range(start, end), suggestion });
  };
  while (i < text.length) {
    const char = text[i] as string;
    if ((char === '{' || char === '}') && text[i + 1] === char) {
      literal += char;
      i += 2;
    } else if (char === '}') {
      syntax('This } closes nothing.', i, i + 1, 'Write }} for a brace.');
      i++;
    } else if (char === '{') {
      const lexed = lex(text, i + 1, true);
      if (lexed.problem || text[lexed.end] !== '}') {
        if (lexed.problem)
          errors.push(...parseTokens(text, lexed.tokens, lexed.problem, origin, options).errors);
        else
          syntax(
            'The placeholder is not closed.',
            i,
            text.length,
            'Close it with }, or write {{ for a brace.',
          );
        break;
      }
      const parsed = parseTokens(text.slice(i + 1, lexed.end), lexed.tokens, null, origin, options);
      errors.push(...parsed.errors);
      if (literal !== '') parts.push(literal);
      literal = '';
      if (parsed.expression) parts.push({ expression: parsed.expression, start: i, end: lexed.end + 1 });
      i = lexed.end + 1;
    } else {
      literal += char;
      i++;
    }
  }
  if (literal !== '') parts.push(literal);
  return { parts, errors };
}

/** A text with placeholders as an expression: alone, a placeholder keeps its value; without any, the text is a literal. */
export function parseTemplate(
  text: string,
  origin: Origin,
  options: ParseOptions = {},
): { readonly expression: Expression | null; readonly errors: readonly ExpressionError[] } {
  const { parts, errors } = splitTemplate(text, origin, options);
  if (errors.length > 0) return { expression: null, errors };
  const [first] = parts;
  const range = origin.range(0, text.length);
  if (parts.length === 1 && typeof first === 'object') return { expression: first.expression, errors };
  if (parts.every((part) => typeof part === 'string'))
    return { expression: { kind: 'literal', value: parts.join(''), range }, errors };
  return {
    expression: {
      kind: 'template',
      parts: parts.map((part) => (typeof part === 'string' ? part : part.expression)),
      range,
    },
    errors,
  };
}
