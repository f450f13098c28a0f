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

/** Why a text is no address of a provider, as the end of a sentence; undefined: it may be one. */
export function wrongAddress(address: string): string | undefined {
  if (serviceAddress(address) !== undefined) return undefined;
  const [, host, more] = /^https?:\/\/([^/?#]+)[^?#]*([?#].*)?$/.exec(address) ?? [];
  if (host === undefined)
    return 'it takes an address that begins with http:// or https://, or service:NAME for a service of the workspace';
  if (host.includes('@'))
    return 'a name or a password may not stand in an address: keys come from the variable that `auth.env` names';
  return more === undefined
    ? undefined
    : 'what follows a ? or # belongs into `paths`; a key comes from the variable that `auth.env` names';
}
