import type { OutlineStep } from '../../../shared/api/view.ts';

export interface FlowNode {
  readonly id: string;
  readonly name: string;
  readonly operation: string;
  readonly summary: string;
  readonly line: number;
}

export interface FlowEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Name of the block it leads into; '' for plain succession. */
  readonly label: string;
}

export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

/** The flow as a graph: steps in succession, blocks as branches that come together at the next step. */
export function flowOf(outline: readonly OutlineStep[]): Flow {
  const nodes: FlowNode[] = [];
  const edges: FlowEdge[] = [];
  const link = (from: string, to: string, label: string) =>
    edges.push({ id: `${from}→${to}`, from, to, label });

  /** Draws a block; gives back the steps that its end is left from, with the label of that way out. */
  const draw = (steps: readonly OutlineStep[], entries: readonly Exit[]): readonly Exit[] => {
    let open = entries;
    for (const step of steps) {
      nodes.push({
        id: step.path,
        name: step.name,
        operation: step.operation,
        summary: step.summary,
        line: step.range.line,
      });
      for (const { from, label } of open) link(from, step.path, label);
      open = step.operation === 'return' ? [] : exitsOf(step);
    }
    return open;
  };

  const exitsOf = (step: OutlineStep): readonly Exit[] => {
    const blocks = step.blocks.filter((block) => block.steps.length > 0);
    const ends = blocks.flatMap((block) => draw(block.steps, [{ from: step.path, label: block.name }]));
    const names = new Set(blocks.map((block) => block.name));
    const alwaysBranches =
      (names.has('then') && names.has('else')) ||
      (names.has('if_found') && names.has('if_empty')) ||
      names.has('do');
    return alwaysBranches ? ends : [...ends, { from: step.path, label: names.has('then') ? 'else' : '' }];
  };

  draw(outline, []);
  return { nodes, edges };
}

interface Exit {
  readonly from: string;
  readonly label: string;
}
