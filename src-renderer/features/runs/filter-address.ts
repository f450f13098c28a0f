import { navigate } from '../../app/navigation.ts';
import type { FilterName, Filters } from './filters.ts';
import { useLibrary } from './library-store.ts';

/** Changes some filters; '' takes one away. What is typed letter by letter is one step of the history. */
export function filter(
  change: Readonly<Partial<Record<FilterName, string>>>,
  how?: 'push' | 'replace',
): void {
  const next: Record<string, string> = { ...without(useLibrary.getState().filters) };
  for (const [name, value] of Object.entries(change)) {
    if (value === '') delete next[name];
    else next[name] = value;
  }
  navigate({ view: 'runs', filters: next }, how);
}

function without(filters: Filters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
