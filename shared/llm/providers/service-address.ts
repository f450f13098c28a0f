/** An address of a service that the workspace starts: `service:NAME` and, below its own address, a path. */
export interface ServiceAddress {
  readonly service: string;
  /** Begins with a slash, or is empty. */
  readonly path: string;
}

/** undefined: the address says itself where it leads. */
export function serviceAddress(address: string): ServiceAddress | undefined {
  const match = /^service:([A-Za-z_][\w-]*)((?:\/.*)?)$/.exec(address);
  return match ? { service: match[1] ?? '', path: match[2] ?? '' } : undefined;
}
