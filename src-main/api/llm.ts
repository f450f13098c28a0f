import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ApiError } from '../../shared/api/error.ts';
import type {
  LlmApi,
  LlmExample,
  LlmForecast,
  LlmProviders,
  LlmReading,
  LlmWire,
} from '../../shared/api/llm.ts';
import type { LossPolicy } from '../../shared/llm/losses/policy.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import type { RequestDialect } from '../../shared/llm/transform/import.ts';
import { transformRequest } from '../../shared/llm/transform/transform.ts';
import { everyTarget, forecastLosses, providersView } from '../llm/compare/forecast.ts';
import { readRequestText } from '../llm/compare/read-request.ts';
import { exampleFolder } from './examples.ts';

/** `llm` of the API, on one open workspace. */
export class Providers implements LlmApi {
  private readonly registry = providerRegistry();

  providers(): LlmProviders {
    return providersView(this.registry);
  }

  examples(): readonly LlmExample[] {
    const folder = exampleFolder('llm');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({ name: basename(file, '.json'), text: readFileSync(join(folder, file), 'utf8') }));
  }

  read(text: string, from: RequestDialect | null): LlmReading {
    return readRequestText(text, from);
  }

  losses(request: ChatRequest, policy: LossPolicy): readonly LlmForecast[] {
    return forecastLosses(request, everyTarget(this.registry), policy);
  }

  wire(request: ChatRequest, name: string, policy: LossPolicy): LlmWire {
    const { url, headers, wire } = transformRequest(request, this.target(name), policy);
    return { target: name, url, headers, body: wire };
  }

  private target(name: string): Target {
    const target = findTarget(this.registry, name);
    if (typeof target === 'string') throw new ApiError('not_found', target);
    return target;
  }
}
