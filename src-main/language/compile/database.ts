import type { Expression } from '../../../shared/node/expression.ts';
import type { Operation } from '../../../shared/node/program.ts';
import { splitTemplate } from '../expression/template.ts';
import { ON_RESULT } from '../schema/steps.ts';
import { quoteName, sqlTokens, statementProblem } from '../sql.ts';
import { isNull, type YamlNode, type YamlScalar } from '../yaml/tree.ts';
import {
  asMap,
  asScalar,
  type Context,
  type Fields,
  headOf,
  readFields,
  reportAll,
  textOf,
} from './context.ts';
import { reactionOf } from './reactions.ts';
import { valueExpression } from './values.ts';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly Expression[];
}

const EMPTY: Statement = { sql: '', parameters: [] };

/** Compiles database_query, _write, _update and _delete to one statement with bound parameters. */
export function databaseOf(written: string, fields: Fields, path: string, context: Context): Operation {
  const onResult = fields.get('on_result');
  const result = onResult ? readFields(onResult, ON_RESULT, context) : null;
  const statement = statementOf(written, fields, context);
  return {
    operation: 'database',
    writtenAs: written,
    database: fields.get('database') ? textOf(fields.get('database'), 'database', context) : null,
    ...statement,
    ifFound: reactionOf(result?.get('if_found'), `${path}/if_found`, context),
    ifEmpty: reactionOf(result?.get('if_empty'), `${path}/if_empty`, context),
  };
}

function statementOf(written: string, fields: Fields, context: Context): Statement {
  const query = fields.get('query');
  if (query) {
    const scalar = asScalar(query, 'query', context);
    const others = ['table', 'data', 'where', 'columns'].filter((name) => fields.get(name));
    if (others.length > 0)
      context.findings.add(
        'wrong-structure',
        `With a query, ${others.join(', ')} has no place.`,
        headOf(fields.get(others[0] as string) as YamlNode),
      );
    return scalar ? sqlOf(scalar, true, context) : EMPTY;
  }
  const table = textOf(fields.get('table'), 'table', context);
  if (table === null) {
    if (!fields.get('table'))
      context.findings.add(
        'missing-field',
        `A ${written} step needs a query or a table.`,
        headOf(fields.map),
      );
    return EMPTY;
  }
  const name = quoteName(table);
  if (written === 'database_query')
    return followed(
      `SELECT ${columnsOf(fields.get('columns'), context)} FROM ${name}`,
      [],
      whereOf(fields, context),
    );
  if (written === 'database_delete')
    return followed(`DELETE FROM ${name}`, [], checkedWhere(written, fields, context));
  const data = dataOf(fields, context);
  if (written === 'database_update') {
    const changes = data.map(({ key }) => `${quoteName(key)} = ?`).join(', ');
    return followed(
      `UPDATE ${name} SET ${changes}`,
      data.map(({ value }) => value),
      checkedWhere(written, fields, context),
    );
  }
  const columns = data.map(({ key }) => quoteName(key)).join(', ');
  return {
    sql: `INSERT INTO ${name} (${columns}) VALUES (${data.map(() => '?').join(', ')})`,
    parameters: data.map(({ value }) => value),
  };
}

function followed(sql: string, parameters: readonly Expression[], where: Statement | null): Statement {
  return where
    ? { sql: `${sql} WHERE ${where.sql}`, parameters: [...parameters, ...where.parameters] }
    : { sql, parameters };
}

function columnsOf(node: YamlNode | undefined, context: Context): string {
  if (!node || isNull(node)) return '*';
  const items = node.kind === 'list' ? node.items : [node];
  return items.map((item) => quoteName(textOf(item, 'A column', context) ?? '')).join(', ');
}

function dataOf(
  fields: Fields,
  context: Context,
): readonly { readonly key: string; readonly value: Expression }[] {
  const node = fields.get('data');
  const map = node ? asMap(node, 'data', context) : null;
  if (!node || map?.entries.length === 0)
    context.findings.add(
      'missing-field',
      'The step needs data: column to value.',
      headOf(node ?? fields.map),
    );
  return (map?.entries ?? []).map(({ key, value }) => ({ key, value: valueExpression(value, context) }));
}

function checkedWhere(written: string, fields: Fields, context: Context): Statement | null {
  const where = whereOf(fields, context);
  if (!where)
    context.findings.add(
      'missing-where',
      `This ${written} changes every row of the table.`,
      headOf(fields.map),
      'Add where.',
    );
  return where;
}

/** A map of column to value compares so that null matches null; a list matches any of its values. */
function whereOf(fields: Fields, context: Context): Statement | null {
  const node = fields.get('where');
  if (!node || isNull(node)) return null;
  if (node.kind === 'scalar') return sqlOf(node, false, context);
  const map = asMap(node, 'where', context);
  if (!map || map.entries.length === 0) return null;
  const parts = map.entries.map(({ key, value }): Statement => {
    if (value.kind === 'list') {
      return {
        sql: `${quoteName(key)} IN (${value.items.map(() => '?').join(', ')})`,
        parameters: value.items.map((item) => valueExpression(item, context)),
      };
    }
    return { sql: `${quoteName(key)} IS ?`, parameters: [valueExpression(value, context)] };
  });
  return {
    sql: parts.map((part) => part.sql).join(' AND '),
    parameters: parts.flatMap((part) => part.parameters),
  };
}

const WANTS_NAME: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'AS', 'SET']);

/** SQL text with `{expression}`s: each becomes `?`. `whole`: a statement, not a part of one. */
function sqlOf(node: YamlScalar, whole: boolean, context: Context): Statement {
  const { parts, errors } = splitTemplate(node.text, node.origin);
  reportAll(errors, context);
  if (errors.length > 0) return EMPTY;
  let sql = '';
  const parameters: Expression[] = [];
  const placeholders = new Map<number, Expression>();
  for (const part of parts) {
    if (typeof part === 'string') sql += part;
    else {
      placeholders.set(sql.length, part.expression);
      parameters.push(part.expression);
      sql += '?';
    }
  }
  const problem = whole
    ? statementProblem(sql)
    : /;/.test(sql.replace(/'[^']*'/g, ''))
      ? 'it holds several statements'
      : null;
  if (problem !== null)
    context.findings.add('sql-statement', `The statement is refused: ${problem}.`, node.range);
  checkPlaceholders(sql, placeholders, node, context);
  return { sql: sql.trim().replace(/;$/, '').trim(), parameters };
}

function checkPlaceholders(
  sql: string,
  placeholders: ReadonlyMap<number, Expression>,
  node: YamlScalar,
  context: Context,
): void {
  const bound = new Set<number>();
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  tokens.forEach((token, index) => {
    if (token.kind !== 'parameter') return;
    const expression = placeholders.get(token.start);
    if (!expression || token.text !== '?') {
      context.findings.add(
        'sql-statement',
        `The statement has a placeholder ${token.text} of its own.`,
        node.range,
        'Write {expression} where a value belongs.',
      );
      return;
    }
    bound.add(token.start);
    const before = tokens[index - 1];
    if (before?.kind === 'word' && WANTS_NAME.has(before.text.toUpperCase())) {
      context.findings.add(
        'sql-placeholder',
        'A placeholder holds a value; it cannot name a table or column.',
        expression.range,
      );
    }
  });
  for (const [offset, expression] of placeholders) {
    if (bound.has(offset)) continue;
    context.findings.add(
      'sql-placeholder',
      'A placeholder within quotes would be text, not a value.',
      expression.range,
      'Remove the quotes around it.',
    );
  }
}
