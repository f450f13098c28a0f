import type { Command } from 'commander';
import { generatePython } from '../../runtimes/reference/codegen.ts';
import { EXIT, Failure } from '../failure.ts';
import { findNode, nodeTarget } from '../nodes.ts';
import { type OpenOptions, withWorkspace } from '../open.ts';

export function defineCodegen(command: Command): void {
  command
    .argument('<node>', 'a .vsp file, or the id of a node of the workspace')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .addHelpText(
      'after',
      `
Example:
  parallax codegen examples/shop/order_total.vsp`,
    )
    .action(async (name: string, options: OpenOptions) => {
      const target = nodeTarget(name, options);
      await withWorkspace(target.location, (workspace) => {
        const entry = findNode(workspace, target);
        if (entry.program === null)
          throw new Failure(
            'node_invalid',
            `${entry.id} has errors: run parallax check ${entry.file} to see them.`,
            EXIT.usage,
          );
        process.stdout.write(generatePython(entry.program).text);
      });
    });
}
