import { z } from 'zod';
import type { LedgerRule } from '../../shared/api/ledger.ts';

const decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d+(\.\d+)?(e-?\d{1,3})?$/i, 'expected a number such as 0.01'));

const sentence = z.string().trim().min(1).max(1000);

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  );
}

/** One rule of equivalences.yml; docs/workspace.md is the reference. */
export const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected a name of letters, digits, _ . and -'),
    node: z.string().min(1),
    step: z.string(),
    path: z.string().default(''),
    kind: z.enum(['value', 'missing', 'order', 'effect']),
    tolerance: decimal.optional(),
    ignore: z.literal(true, 'expected true, or a tolerance instead').optional(),
    reason: sentence,
    owner: sentence,
    expires: z
      .string()
      .refine((text) => text === 'never' || isDay(text), 'expected a day such as 2027-03-31, or never'),
  })
  .check(({ value, issues }) => {
    const problem = (path: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [path], message });
    if ((value.tolerance === undefined) === (value.ignore === undefined))
      problem('kind', 'say either tolerance: NUMBER or ignore: true');
    if (value.tolerance !== undefined && (value.kind === 'missing' || value.kind === 'order'))
      problem('tolerance', `a difference of kind ${value.kind} has no size`);
    if (value.kind === 'value' && value.path === '') problem('path', 'a difference of kind value has a path');
    if ((value.kind === 'missing' || value.kind === 'order') && value.path !== '')
      problem('path', `a difference of kind ${value.kind} has no path`);
  })
  .transform(({ ignore: _, tolerance, ...rule }): LedgerRule => ({ ...rule, tolerance: tolerance ?? null }));
