import type { Program, Step } from '../../../shared/node/program.ts';
import type { SecuritySection } from '../compile/sections.ts';
import type { Findings } from '../diagnostics.ts';
import { walkSteps } from '../program-walk.ts';
import { tablesOf } from '../sql.ts';
import { didYouMean } from '../suggest.ts';
import { checkModel, modelsOf } from './models.ts';
import type { CheckOptions } from './options.ts';

/** Warns about effects that will be refused for want of a capability. */
export function checkCapabilities(
  program: Program,
  section: SecuritySection,
  options: CheckOptions,
  findings: Findings,
): void {
  const { required, denied } = program.security;
  walkSteps(program.flow, (step) => {
    for (const capability of capabilitiesOf(step, options)) {
      const denial = denied.find(
        (pattern) => covers(pattern, capability) || covers(`${pattern}.*`, capability),
      );
      if (denial !== undefined) {
        findings.add(
          'capability-denied',
          `The step ${step.name} needs ${capability}, which this node denies.`,
          step.range,
          `Take ${denial} out of denied_capabilities.`,
        );
      } else if (!required.some((pattern) => covers(pattern, capability))) {
        findings.add(
          'capability-undeclared',
          `The step ${step.name} needs the capability ${capability}.`,
          step.range,
          `Add ${capability} to security.capabilities_required.`,
        );
      }
    }
    checkHost(step, program, options, findings);
    if (step.operation === 'llm_chat') checkModel(step, options, findings);
  });
  const { grants } = options;
  if (!grants) return;
  for (const { text, range } of section.required) {
    if (grants.some((pattern) => covers(pattern, text))) continue;
    findings.add(
      'capability-not-granted',
      `The workspace does not grant ${text}.`,
      range,
      'Add it to grants in parallax.yml.',
    );
  }
}

/** `*` stands for one segment, as the last one for one or more. */
function covers(pattern: string, capability: string): boolean {
  const parts = pattern.split('.');
  const segments = capability.split('.');
  const open = parts.at(-1) === '*';
  if (open ? segments.length < parts.length : segments.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || part === segments[index]);
}

/** Capabilities that a step certainly needs, as far as the text tells. */
function capabilitiesOf(step: Step, options: CheckOptions): readonly string[] {
  switch (step.operation) {
    case 'database': {
      const { reads, writes } = tablesOf(step.sql);
      return [
        ...reads.map((table) => `database.read.${table}`),
        ...writes.map((table) => `database.write.${table}`),
      ];
    }
    case 'external_api_call': {
      const host = step.provider === null ? hostOf(step) : options.providers?.get(step.provider)?.host;
      return host === undefined || host === null ? [] : [`network.http_client.${host}`];
    }
    case 'llm_chat':
      return modelsOf(step, options).map((model) => `llm.chat.${model.split('/')[0]}`);
    case 'event_publish':
    case 'event_subscribe': {
      const verb = step.operation === 'event_publish' ? 'publish' : 'subscribe';
      return step.topic.kind === 'literal' && typeof step.topic.value === 'string'
        ? [`event_bus.${verb}.${step.topic.value}`]
        : [];
    }
    default:
      return [];
  }
}

function hostOf(step: Step & { readonly operation: 'external_api_call' }): string | null {
  const url =
    step.url?.kind === 'literal' ? step.url.value : step.url?.kind === 'template' ? step.url.parts[0] : null;
  const match = typeof url === 'string' ? /^https?:\/\/([^/:?#{]+)(?:[:/?#]|$)/i.exec(url) : null;
  return match ? (match[1] as string).toLowerCase() : null;
}

/** A provider whose host is not known here: some network capability must be there at least. */
function checkHost(step: Step, program: Program, options: CheckOptions, findings: Findings): void {
  if (step.operation !== 'external_api_call' || step.provider === null) return;
  const { provider } = step;
  if (options.providers) {
    if (options.providers.has(provider)) return;
    const suggestion =
      didYouMean(provider, options.providers.keys()) ?? 'Add it to services in parallax.yml.';
    findings.add(
      'unknown-provider',
      `The workspace configures no service ${provider}.`,
      step.range,
      suggestion,
    );
    return;
  }
  if (program.security.required.some((capability) => capability.startsWith('network.http_client.'))) return;
  findings.add(
    'capability-undeclared',
    `The step ${step.name} needs network.http_client of the host that ${provider} stands for.`,
    step.range,
    'Add network.http_client.HOST to security.capabilities_required.',
  );
}
