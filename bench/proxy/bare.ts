/** The least that a proxy can do: every request to the upstream and its answer back, piece by piece, over kept connections. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';

const [upstream = ''] = process.argv.slice(2);
const agent = new Agent({ keepAliveTimeout: 60_000 });

const server = createServer((request, response) => {
  agent.dispatch(
    {
      origin: upstream,
      path: request.url ?? '/',
      method: 'POST',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      body: request,
    },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        response.writeHead(status, { 'content-type': String(headers['content-type']) });
      },
      onResponseData(controller, piece) {
        if (response.write(piece)) return;
        controller.pause();
        response.once('drain', () => controller.resume());
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError(_controller, error) {
        response.destroy(error);
      },
    },
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
