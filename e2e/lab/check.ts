// Holds every recorded truth against the lab's own strict reader: npx tsx e2e/lab/check.ts [name filter]
// Prints each capture whose break is not where its truth says, and exits with 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agreedDeflate, headEnd, type Sender, strictRead } from './generate-strict.ts';
import { type Packet, readCapture, Tcp } from './packets.ts';

interface Recorded {
  cause: string;
  sender: Sender | null;
  breakOffset: number | null;
  port?: number;
}

/** The bytes of each direction of each connection, by "client>server" port pair. */
function connections(packets: Packet[]): Map<string, Record<Sender, Buffer>> {
  const parts = new Map<string, Record<Sender, Map<number, Buffer>>>();
  for (const { tcp } of packets) {
    if (!tcp) continue;
    const back = `${tcp.to}>${tcp.from}`;
    const key = parts.has(back) ? back : `${tcp.from}>${tcp.to}`;
    const opening = tcp.flags & Tcp.syn && !(tcp.flags & Tcp.ack);
    if (!parts.has(key) && !opening) continue;
    if (!parts.has(key)) parts.set(key, { client: new Map(), server: new Map() });
    const sender = key === back ? 'server' : 'client';
    const one = parts.get(key)![sender];
    if (tcp.payload.length > 0 && !one.has(tcp.seq)) one.set(tcp.seq, tcp.payload);
  }
  const bytes = (map: Map<number, Buffer>): Buffer => {
    const first = map.keys().next().value ?? 0;
    const order = [...map].sort((a, b) => ((a[0] - first) | 0) - ((b[0] - first) | 0));
    return Buffer.concat(order.map(([, payload]) => payload));
  };
  return new Map(
    [...parts].map(([key, both]) => [key, { client: bytes(both.client), server: bytes(both.server) }]),
  );
}

/** What is wrong with a truth, or null. */
function fault(file: string, truth: Recorded): string | null {
  const found: string[] = [];
  for (const [key, bytes] of connections(readCapture(file).packets)) {
    if (truth.port !== undefined && !key.endsWith(`>${truth.port}`)) continue;
    const answer = bytes.server.subarray(0, Math.max(0, headEnd(bytes.server))).toString('latin1');
    if (!/^HTTP\/1\.1 101/.test(answer)) continue;
    const agreed = agreedDeflate(answer);
    for (const sender of ['client', 'server'] as const) {
      const start = headEnd(bytes[sender]);
      if (start < 0) continue;
      const { breakOffset, reason, openOffset } = strictRead(
        bytes[sender].subarray(start),
        sender,
        agreed?.[sender] ?? null,
      );
      if (breakOffset !== null) found.push(`${sender} ${breakOffset} (${reason})`);
      // a frame that never ends is a break where the truth says so
      else if (openOffset !== null && openOffset === truth.breakOffset && sender === truth.sender)
        found.push(`${sender} ${openOffset} (never ends)`);
    }
  }
  if (truth.breakOffset === null) return found.length > 0 ? `says no break, found ${found.join(', ')}` : null;
  const said = `${truth.sender} ${truth.breakOffset} `;
  return found.some((one) => one.startsWith(said))
    ? null
    : `says ${said}, found ${found.join(', ') || 'none'}`;
}

const folder = fileURLToPath(new URL('../captures', import.meta.url));
const filter = process.argv[2] ?? '';
const unreadable = ['capture-truncated', 'capture-loss', 'mid-stream-start', 'encrypted', 'no-websocket'];
let checked = 0;
let wrong = 0;
for (const cause of readdirSync(folder).filter((one) => one !== 'ledger.json')) {
  if (unreadable.includes(cause)) continue;
  for (const name of readdirSync(join(folder, cause)).filter((one) => /\.pcap(ng)?$/.test(one))) {
    if (!`${cause}/${name}`.includes(filter)) continue;
    const file = join(folder, cause, name);
    const truth = JSON.parse(readFileSync(file.replace(/\.pcap(ng)?$/, '.json'), 'utf8')) as Recorded;
    const words = fault(file, truth);
    checked++;
    if (!words) continue;
    wrong++;
    console.log(`${cause}/${name}: ${words}`);
  }
}
console.log(`${checked} truths checked, ${wrong} wrong`);
process.exit(wrong > 0 ? 1 : 0);
