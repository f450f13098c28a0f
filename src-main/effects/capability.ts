import type { Program } from '../../shared/node/program.ts';
import type { RunError } from '../../shared/trace/event.ts';
import { effectError } from './answer.ts';

/**
 * Does `pattern` cover `capability`? Both are dotted; `*` stands for exactly one segment, as the last one for one or more
 * (a host has several: `network.http_client.*`).
 */
export function covers(pattern: string, capability: string): boolean {
  const parts = pattern.split('.');
  const segments = capability.split('.');
  const open = parts.at(-1) === '*';
  if (open ? segments.length < parts.length : segments.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || part === segments[index]);
}

/** A denial also covers everything below it: `database.write` denies `database.write.orders`. */
export function denies(pattern: string, capability: string): boolean {
  return covers(pattern, capability) || covers(`${pattern}.*`, capability);
}

/** The first reason why the chain of nodes may not have one of the capabilities, or undefined. */
export function findDenial(
  needed: readonly string[],
  nodes: readonly string[],
  programs: ReadonlyMap<string, Program>,
  grants: readonly string[],
): RunError | undefined {
  return firstRefusal(
    needed,
    nodes,
    grants,
    (node, capability) =>
      denialBy(node, capability, programs) ?? findUndeclared([capability], [node], programs),
  );
}

/** The same, of capabilities that the nodes need not declare: somebody else chose what they are for. */
export function findForbidden(
  needed: readonly string[],
  nodes: readonly string[],
  programs: ReadonlyMap<string, Program>,
  grants: readonly string[],
): RunError | undefined {
  return firstRefusal(needed, nodes, grants, (node, capability) => denialBy(node, capability, programs));
}

function firstRefusal(
  needed: readonly string[],
  nodes: readonly string[],
  grants: readonly string[],
  refusalBy: (node: string, capability: string) => RunError | undefined,
): RunError | undefined {
  for (const capability of needed) {
    for (const node of nodes) {
      const refusal = refusalBy(node, capability);
      if (refusal !== undefined) return refusal;
    }
    const refusal = ungranted(capability, grants);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The first capability that one of the nodes does not declare. */
export function findUndeclared(
  needed: readonly string[],
  nodes: readonly string[],
  programs: ReadonlyMap<string, Program>,
): RunError | undefined {
  for (const capability of needed) {
    const node = nodes.find(
      (each) => !programs.get(each)?.security.required.some((pattern) => covers(pattern, capability)),
    );
    if (node === undefined) continue;
    const message = `${node} does not declare ${capability}: add it to its security.capabilities_required`;
    return denied(capability, message, node);
  }
  return undefined;
}

function denialBy(
  node: string,
  capability: string,
  programs: ReadonlyMap<string, Program>,
): RunError | undefined {
  const denial = programs.get(node)?.security.denied.find((pattern) => denies(pattern, capability));
  if (denial === undefined) return undefined;
  const by = denial === capability ? '' : ` (by ${denial})`;
  return denied(
    capability,
    `${node} denies ${capability}${by}: take it out of its denied_capabilities`,
    node,
  );
}

function ungranted(capability: string, grants: readonly string[]): RunError | undefined {
  if (grants.some((pattern) => covers(pattern, capability))) return undefined;
  const message = `the workspace does not grant ${capability}: add it to grants in parallax.yml`;
  return denied(capability, message, null);
}

function denied(capability: string, message: string, node: string | null): RunError {
  return effectError('capability_denied', message, node === null ? { capability } : { capability, node });
}
