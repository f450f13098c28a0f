import anthropic from './data/anthropic.json' with { type: 'json' };
import openai from './data/openai.json' with { type: 'json' };
import openaiCompatible from './data/openai-compatible.json' with { type: 'json' };
import { type ProviderSpec, providerSpecSchema } from './spec.ts';

/** Checked like everybody else's. */
export const BUILT_IN_PROVIDERS: readonly ProviderSpec[] = [openai, anthropic, openaiCompatible].map((spec) =>
  providerSpecSchema.parse(spec),
);
