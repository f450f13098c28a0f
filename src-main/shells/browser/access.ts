import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may speak to the browser shell. A token in the printed address is good for one exchange; it buys a session cookie that
 * pages cannot read. Every request must name this server as its Host, and whatever carries data must come from its own Origin:
 * another site open in the same browser has neither (DNS rebinding included).
 */
export class Access {
  readonly #sessions = new Set<string>();
  #tokens = new Set<string>();
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #cookie: string;

  constructor(port: number) {
    const names = ['127.0.0.1', 'localhost', '[::1]'];
    this.#hosts = new Set(names.map((name) => `${name}:${port}`));
    this.#origins = new Set(names.map((name) => `http://${name}:${port}`));
    // Cookies are shared between the ports of a host: each server has a name of its own.
    this.#cookie = `parallax-${port}`;
  }

  /** A new one-time token. */
  issueToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#tokens.add(digest(token));
    return token;
  }

  hostAllowed(request: IncomingMessage): boolean {
    return this.#hosts.has(request.headers.host ?? '');
  }

  originAllowed(request: IncomingMessage): boolean {
    return this.#origins.has(request.headers.origin ?? '');
  }

  /** The `Set-Cookie` value of a new session, or undefined for a token that is wrong or used. */
  exchange(token: string): string | undefined {
    if (!take(this.#tokens, digest(token))) return undefined;
    const session = randomBytes(24).toString('base64url');
    this.#sessions.add(digest(session));
    return `${this.#cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  sessionAllowed(request: IncomingMessage): boolean {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2);
      if (name === this.#cookie && value !== undefined && this.#sessions.has(digest(value))) return true;
    }
    return false;
  }
}

/** Secrets are kept and compared as digests, so that looking one up tells nothing of how much of it was right. */
function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function take(digests: Set<string>, wanted: string): boolean {
  for (const one of digests) {
    if (timingSafeEqual(Buffer.from(one), Buffer.from(wanted))) return digests.delete(one);
  }
  return false;
}
