// Starts the server of the page on 127.0.0.1, at a fixed port or at the first free one.

import { once } from 'node:events';
import { createPageServer } from './page-server.ts';

const firstPort = 4173;
const lastPort = firstPort + 100;

/**
 * Serves the built page in `folder` and resolves to its address. `port`: `null` takes the first free port from
 * 4173 on. Throws an error with a sentence for the user.
 */
export async function listenOnThisMachine(folder: string, port: number | null): Promise<string> {
  const server = createPageServer(folder);
  for (let at = port ?? firstPort; ; at++) {
    try {
      server.listen(at, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : at}/`;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port === null && at < lastPort) continue;
      throw new Error(`Expected a free port on 127.0.0.1, found ${message}.`);
    }
  }
}
