import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import styles from './FlowGraph.module.css';
import type { Point } from './flow-layout.ts';

export type RoutedEdge = Edge<{ readonly route: readonly Point[]; readonly label: string }, 'routed'>;

/** An edge along the corners that the layout found, its block's name near its start. */
export function FlowEdge({ data, markerEnd }: EdgeProps<RoutedEdge>) {
  const route = data?.route ?? [];
  const [start, corner] = route;
  if (!start || !corner) return null;
  const near = route[2] ?? corner;
  const at =
    route.length > 2
      ? { x: (corner.x + near.x) / 2, y: corner.y }
      : { x: start.x, y: (start.y + corner.y) / 2 };
  return (
    <>
      <BaseEdge
        path={route.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join('')}
        {...(markerEnd ? { markerEnd } : {})}
      />
      {data?.label && (
        <EdgeLabelRenderer>
          <span
            className={styles.label}
            style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
          >
            {data.label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
