import type { IncomingMessage } from 'node:http';

/** Calls once with a request's body, or with undefined where it is larger than allowed, or with why it ended before. */
export function whenRead(
  request: IncomingMessage,
  maxBytes: number,
  call: (body: Buffer | undefined | Error) => void,
): void {
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  const chunks: Buffer[] = [];
  let size = 0;
  let told = false;
  const tell = (body: Buffer | undefined | Error): void => {
    if (told) return;
    told = true;
    call(body);
  };
  const whole = (): void => {
    const [first] = chunks;
    tell(chunks.length === 1 ? first : Buffer.concat(chunks));
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) {
      // The rest of such a one is not read.
      request.pause();
      tell(undefined);
      return;
    }
    chunks.push(chunk);
    // That this was the end is only said a moment later.
    if (size === announced) whole();
  });
  request.on('end', whole);
  request.on('error', tell);
}

/** The same as text. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) =>
    whenRead(request, maxBytes, (body) => {
      if (body instanceof Error) reject(body);
      else resolve(body?.toString('utf8'));
    }),
  );
}
