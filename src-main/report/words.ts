import type { Divergence } from '../../shared/trace/comparison.ts';
import type { Report, ReportSide } from './model.ts';

/** What became of a comparison, for people who do not know the application. */
export const STATUS: Readonly<
  Record<Report['status'], { readonly word: string; readonly sentence: string; readonly tone: string }>
> = {
  equal: { word: 'Equal', tone: 'ok', sentence: 'Both executions did the same and gave the same result.' },
  accepted: {
    word: 'Equal but for accepted differences',
    tone: 'warn',
    sentence: 'Both executions agree, apart from differences that rules of the workspace accept.',
  },
  diverged: {
    word: 'Diverged',
    tone: 'bad',
    sentence: 'Two executions of the same thing were compared step by step. They did not stay equal.',
  },
  failed: {
    word: 'No success',
    tone: 'warn',
    sentence: 'No difference was found, and the run did not end in success.',
  },
};

const KINDS: Readonly<Record<Divergence['kind'], string>> = {
  value: 'Different value',
  missing: 'Only on one side',
  order: 'Different order',
  effect: 'Asked something different',
  cut_off: 'Cut off',
};

export function divergenceTitle({ kind }: Divergence): string {
  return `First divergence: ${KINDS[kind].toLowerCase()}`;
}

export function outcomeText({ view }: ReportSide): string {
  if (view.error !== null) return `ended with ${view.error.code}: ${view.error.message}`;
  return view.success === true ? 'ended in success' : 'did not end';
}

export function when(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
