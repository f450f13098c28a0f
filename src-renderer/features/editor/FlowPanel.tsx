import { lazy, Suspense } from 'react';
import { Loading } from '../../components/States.tsx';

let Graph = load();

/** The graph, its library and its layout are loaded when they are first drawn; after a failure, by the next try. */
function load() {
  return lazy(() =>
    import('./FlowGraph.tsx').then(
      ({ FlowGraph }) => ({ default: FlowGraph }),
      (error: unknown) => {
        Graph = load();
        throw error;
      },
    ),
  );
}

export function FlowPanel() {
  return (
    <Suspense fallback={<Loading what="Loading the flow" />}>
      <Graph />
    </Suspense>
  );
}
