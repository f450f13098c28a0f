import type { Step } from '../../../shared/node/program.ts';
import type { Findings } from '../diagnostics.ts';
import { didYouMean } from '../suggest.ts';
import type { CheckOptions } from './options.ts';

type LlmChat = Step & { readonly operation: 'llm_chat' };

/** `PROVIDER/MODEL` of all that the step may ask, as far as the text tells. */
export function modelsOf({ model, route }: LlmChat, { models }: CheckOptions): readonly string[] {
  if (route !== null) return models?.routes.get(route) ?? [];
  const written = model?.kind === 'literal' ? model.value : null;
  return typeof written === 'string' && /^[^/]+\/./.test(written) ? [written] : [];
}

/** Warns where nobody can be asked: no such route, no such provider, no such model. */
export function checkModel(step: LlmChat, options: CheckOptions, findings: Findings): void {
  const { models } = options;
  const { model, route } = step;
  const written = model?.kind === 'literal' ? model.value : null;
  if (model?.kind === 'literal' && modelsOf(step, options).length === 0) {
    const message = `${JSON.stringify(written)} names no model.`;
    findings.add('unknown-value', message, model.range, 'Write PROVIDER/MODEL, such as openai/gpt-4.1.');
    return;
  }
  if (!models) return;
  if (route !== null && !models.routes.has(route)) {
    const suggestion = didYouMean(route, models.routes.keys()) ?? 'Add it to routes in parallax.yml.';
    findings.add('unknown-route', `The workspace has no route ${route}.`, step.range, suggestion);
  }
  for (const name of modelsOf(step, options)) {
    const slash = name.indexOf('/');
    const [provider, id] = [name.slice(0, slash), name.slice(slash + 1)];
    const known = models.providers.get(provider);
    if (known === undefined) {
      const suggestion =
        didYouMean(provider, models.providers.keys()) ?? 'Add it to providers in parallax.yml.';
      const message = `The workspace knows no provider ${provider} of language models.`;
      findings.add('unknown-provider', message, model?.range ?? step.range, suggestion);
    } else if (known.length > 0 && !known.some((pattern) => fits(pattern, id))) {
      const message = `Nothing is known of the model ${id}: it is taken for what ${provider} does in general.`;
      findings.add('unlisted-model', message, model?.range ?? step.range, didYouMean(id, known));
    }
  }
}

function fits(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
}
