import Elk, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import type { Flow } from './flow-graph.ts';

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 46;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Point>;
  /** Corners of each edge, from its start to its end. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

let elk: InstanceType<typeof Elk> | undefined;

/** Where each step and each edge goes, worked out beside the page. */
export async function layOut(flow: Flow): Promise<Layout> {
  elk ??= new Elk({ workerFactory: () => new ElkWorker() });
  const graph: ElkNode = {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '28',
      'elk.spacing.edgeNode': '20',
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    },
    children: flow.nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: flow.edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
  const { children = [], edges = [] } = await elk.layout(graph);
  return {
    places: new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    routes: new Map(edges.map((edge) => [edge.id, routeOf(edge)])),
  };
}

function routeOf({ sections = [] }: ElkExtendedEdge): readonly Point[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
}
