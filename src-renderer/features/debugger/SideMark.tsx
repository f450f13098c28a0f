import type { ComparisonView } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { PathMark } from '../../components/PathMark.tsx';
import { useDebugger } from './debugger-store.ts';

/** What a side of the open comparison is: a path, or one of two runs that were put beside each other, whatever their paths. */
export function SideMark({ path, named = true }: { readonly path: PathName; readonly named?: boolean }) {
  const pair = useDebugger(({ view }) => view?.pair);
  // The colours mean the two paths, and these may be two runs of one.
  if (pair === undefined) return <PathMark path={path} named={named} />;
  const name = sideName(pair, path);
  return named ? (
    <span>{name}</span>
  ) : (
    <small role="img" aria-label={name}>
      {path === 'reference' ? 'A' : 'B'}
    </small>
  );
}

export function useSideName(path: PathName): string {
  return useDebugger(({ view }) => sideName(view?.pair, path));
}

function sideName(pair: ComparisonView['pair'], path: PathName): string {
  if (pair === undefined) return path;
  return path === 'reference' ? 'trace A' : 'trace B';
}
