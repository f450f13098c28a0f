import type { IncomingMessage } from 'node:http';

/** A request's body; undefined where it is larger than allowed. The rest of such a one is not read. */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers['content-length'] ?? Number.NaN);
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = (): void => {
      const [first] = chunks;
      resolve(chunks.length === 1 ? first : Buffer.concat(chunks));
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.pause();
        resolve(undefined);
        return;
      }
      chunks.push(chunk);
      // That this was the end is only said a moment later.
      if (size === announced) whole();
    });
    request.on('end', whole);
    request.on('error', reject);
  });
}

/** The same as text. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return (await readBytes(request, maxBytes))?.toString('utf8');
}
