import Elk, { type ElkNode } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import type { Flow } from './flow-graph.ts';

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 46;

export type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

let elk: InstanceType<typeof Elk> | undefined;

/** Where each step goes, worked out beside the page. */
export async function layOut(flow: Flow): Promise<Places> {
  elk ??= new Elk({ workerFactory: () => new ElkWorker() });
  const graph: ElkNode = {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.spacing.nodeNode': '28',
      'elk.layered.spacing.nodeNodeBetweenLayers': '34',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    },
    children: flow.nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: flow.edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
  const { children = [] } = await elk.layout(graph);
  return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
