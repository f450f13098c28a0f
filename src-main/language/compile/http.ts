import type { Operation } from '../../../shared/node/program.ts';
import { ON_SUCCESS } from '../schema/steps.ts';
import {
  asMap,
  type Context,
  durationOf,
  type Fields,
  headOf,
  oneOf,
  readFields,
  textOf,
} from './context.ts';
import { checkName } from './fields.ts';
import { retryOf } from './retry.ts';
import { valueEntries, valueExpression } from './values.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

export function httpOf(fields: Fields, context: Context): Operation {
  const value = (name: string) => {
    const node = fields.get(name);
    return node ? valueExpression(node, context) : null;
  };
  const provider = fields.get('provider') ? textOf(fields.get('provider'), 'provider', context) : null;
  const url = value('url');
  if (provider === null && !url) {
    context.findings.add(
      'missing-field',
      'An external_api_call needs a provider or a url.',
      headOf(fields.map),
    );
  }
  const onSuccess = fields.get('on_success');
  const extract = onSuccess ? readFields(onSuccess, ON_SUCCESS, context)?.get('extract') : undefined;
  if (extract?.kind === 'map')
    for (const entry of extract.entries) checkName(entry.key, entry.keyRange, context);
  else if (extract) asMap(extract, 'extract', context);
  const retry = fields.get('retry_policy');
  return {
    operation: 'external_api_call',
    provider,
    url,
    endpoint: value('endpoint'),
    method: oneOf(fields.get('method'), 'method', METHODS, 'GET', context),
    parameters: value('parameters'),
    headers: value('headers'),
    timeoutMs: durationOf(fields.get('timeout'), 'timeout', context),
    retry: retry ? retryOf(retry, context) : null,
    extract: valueEntries(extract, context),
  };
}
