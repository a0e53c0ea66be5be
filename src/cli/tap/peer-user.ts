// Which user of this machine made a connection to it, as Linux tells.

import { readFile } from 'node:fs/promises';

/** The ports of a connection: of who made it, and of who took it. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** Columns of a line of `/proc/net/tcp`. */
const columns = { local: 1, remote: 2, state: 3, user: 7 } as const;
const established = '01';

function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(':')[1] ?? '', 16);
}

/** The user id of the socket that has these ports, in the text of `/proc/net/tcp`; `null` where none has them. */
export function userIn(table: string, { from, to }: Ports): number | null {
  for (const line of table.split('\n')) {
    const words = line.trim().split(/\s+/);
    const isIt = portOf(words[columns.local]) === from && portOf(words[columns.remote]) === to;
    if (isIt && words[columns.state] === established) return Number(words[columns.user]);
  }
  return null;
}

/**
 * Whether another user made a connection to this process. The administrator is none: they can read all. False where
 * the system does not say, as outside Linux.
 */
export async function isOfAnotherUser(ports: Ports): Promise<boolean> {
  let table: string;
  try {
    // A socket of IPv6 can connect to an address of IPv4.
    const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1')));
    table = tables.join('\n');
  } catch {
    return false;
  }
  // Without this end of the connection the table is not that of its network.
  if (userIn(table, { from: ports.to, to: ports.from }) === null) return false;
  const user = userIn(table, ports);
  return user !== 0 && user !== process.getuid?.();
}
