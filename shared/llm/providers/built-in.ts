import anthropic from './data/anthropic.json' with { type: 'json' };
import gemini from './data/gemini.json' with { type: 'json' };
import llamacpp from './data/llamacpp.json' with { type: 'json' };
import lmstudio from './data/lmstudio.json' with { type: 'json' };
import mistral from './data/mistral.json' with { type: 'json' };
import ollama from './data/ollama.json' with { type: 'json' };
import openai from './data/openai.json' with { type: 'json' };
import openaiCompatible from './data/openai-compatible.json' with { type: 'json' };
import openaiResponses from './data/openai-responses.json' with { type: 'json' };
import vllm from './data/vllm.json' with { type: 'json' };
import { type ProviderSpec, providerSpecSchema } from './spec.ts';

/** Checked like everybody else's. */
export const BUILT_IN_PROVIDERS: readonly ProviderSpec[] = [
  openai,
  openaiResponses,
  anthropic,
  gemini,
  mistral,
  openaiCompatible,
  ollama,
  vllm,
  lmstudio,
  llamacpp,
].map((spec) => providerSpecSchema.parse(spec));
