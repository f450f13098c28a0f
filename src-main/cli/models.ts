import type { Command } from 'commander';
import type { PathModels } from '../../shared/trace/comparison.ts';

export interface ModelOptions {
  readonly modelReference?: string;
  readonly modelDirect?: string;
}

/** Two language models as the two sides of a comparison. */
export function withModelOptions(command: Command): Command {
  return command
    .option('--model-reference <model>', 'the language model of the reference path: PROVIDER/MODEL')
    .option('--model-direct <model>', 'the language model of the direct path; each path asks for itself');
}

export function modelsOf({ modelReference, modelDirect }: ModelOptions): PathModels {
  return { reference: modelReference, direct: modelDirect };
}
