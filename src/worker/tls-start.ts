// Where TLS begins in a connection that spoke another protocol first: STARTTLS, or a request for TLS of a database.

import { u16 } from '../decoder/bytes/integers.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { recordType } from '../decoder/model/tls.ts';
import { handshakeType } from '../decoder/tls/handshake-assembler.ts';
import { oldHelloLength } from '../decoder/tls/old-hello.ts';

/** Bytes of each direction in which the hellos are looked for. */
const searched = 1 << 14;
/** Record header 5, message header 4, version 2, random 32, length of the session 1. */
const sessionLengthAt = 43;

type Starts = Readonly<Record<Sender, number>>;

/** Offset of a hello of this type, or -1. */
function helloAt(bytes: Uint8Array, type: number): number {
  for (let i = bytes.indexOf(recordType.handshake); i >= 0; i = bytes.indexOf(recordType.handshake, i + 1)) {
    if (i + sessionLengthAt >= bytes.length) return -1;
    const recordLength = u16(bytes, i + 3);
    const messageLength = u16(bytes, i + 7);
    const isHello =
      bytes[i + 1] === 3 &&
      bytes[i + 2] <= 3 &&
      bytes[i + 5] === type &&
      bytes[i + 6] === 0 &&
      bytes[i + 9] === 3 &&
      bytes[i + 10] <= 3 &&
      recordLength > sessionLengthAt - 5 &&
      messageLength > sessionLengthAt - 9 &&
      bytes[i + sessionLengthAt] <= 32;
    if (isHello) return i;
  }
  return -1;
}

/** The stream offsets of both hellos, or `null` when the connection has none. */
export async function tlsStarts({ directions }: Connection): Promise<Starts | null> {
  const read = ({ map }: Connection['directions'][Sender]) =>
    map.read(streamOffset(0), streamOffset(Math.min(map.length, searched)));
  const client = await read(directions.client);
  const server = await read(directions.server);
  const of = (asking: Uint8Array, answering: Uint8Array) => {
    const answer = helloAt(answering, handshakeType.serverHello);
    if (answer < 0) return null;
    const ask = oldHelloLength(asking) > 0 ? 0 : helloAt(asking, handshakeType.clientHello);
    return ask < 0 ? null : ([ask, answer] as const);
  };
  const known = of(client, server);
  if (known !== null) return { client: known[0], server: known[1] };
  // without a SYN the importer guesses the client
  const swapped = of(server, client);
  return swapped === null ? null : { client: swapped[1], server: swapped[0] };
}
