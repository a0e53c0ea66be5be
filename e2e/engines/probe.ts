// Passes on what the server of the page answers, and puts a script that collects problems before the scripts of the
// page: for an engine whose protocol cannot do that. The policy of the page allows it, since it is of the same origin.

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectProblems } from './engine.ts';

const script = '/collect-problems.js';

export async function startProbe(address: string): Promise<{ address: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === script) {
      outgoing.setHeader('content-type', 'text/javascript');
      outgoing.end(`(${collectProblems})();`);
      return;
    }
    const { 'accept-encoding': _encoding, ...headers } = incoming.headers;
    // a connection of its own: one that is kept may be closed at the moment it is used again
    const passedOn = request(
      new URL(incoming.url ?? '/', address),
      { agent: false, method: incoming.method, headers: { ...headers, host: new URL(address).host } },
      async (answer) => {
        const { 'content-length': _length, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, rest);
        if (!answer.headers['content-type']?.startsWith('text/html')) {
          answer.pipe(outgoing);
          return;
        }
        const html = Buffer.concat(await answer.toArray()).toString();
        outgoing.end(html.replace('<head>', `<head><script src="${script}"></script>`));
      },
    );
    passedOn.on('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
