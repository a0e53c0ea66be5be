// Starts the server of the page on 127.0.0.1, at a fixed port or at the first free one.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { createPageServer, type LiveAnswer } from './page-server.ts';

const firstPort = 4173;
const lastPort = firstPort + 100;

/**
 * Serves the built page in `folder`, and a recording while it grows. `port`: `null` takes the first free port from
 * 4173 on. Throws an error with a sentence for the user.
 */
export async function listenOnThisMachine(
  folder: string,
  port: number | null,
  live: LiveAnswer | null = null,
): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createPageServer(folder, live);
  for (let at = port ?? firstPort; ; at++) {
    try {
      server.listen(at, '127.0.0.1');
      await once(server, 'listening');
      const bound = server.address();
      const own = typeof bound === 'object' && bound !== null ? bound.port : at;
      return { address: `http://127.0.0.1:${own}/`, server };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port === null && at < lastPort) continue;
      throw new Error(`Expected a free port on 127.0.0.1, found ${message}.`);
    }
  }
}
