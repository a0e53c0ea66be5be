// Sound conversations and faults of two libraries: wslay in C, which leaves the handshake to the program, and the
// package websockets of Haskell.
import { built } from './build.ts';
import { after, at, dropped, first, inFrame, large, plannedCase } from './further-servers.ts';
import { wsClient } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause } from './lab.ts';

const wslay = debian('libwslay-dev', 'wslay');
const haskell = debian('libghc-websockets-dev', 'Haskell websockets');

type More = Partial<Parameters<typeof plannedCase>[0]>;

/** A case of the server of a library in one of its modes. */
const of =
  (software: string, source: string) =>
  (mode: string, name: string, cause: string, story: string, more: More = {}): LabCase =>
    plannedCase({ name, cause, story, ...more }, software, (lab, port) =>
      lab.serve(port, built(source), [String(port), mode]),
    );

const ofWslay = of(wslay, 'c/wslay_server.c');
const ofHaskell = of(haskell, 'haskell/Server.hs');

/** A client that sends text in Latin-1, and what the server does with it. */
const latin1Client = (
  name: string,
  software: string,
  source: string,
  mode: string,
  story: string,
): LabCase => ({
  name,
  cause: 'text-not-utf8',
  software: [software, npm('ws')],
  story,
  async run(lab: Lab) {
    const port = await lab.port();
    await lab.serve(port, built(source), [String(port), mode]);
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
    await client.opened;
    await client.got(1);
    client.socket.send('{"op":"one","text":"Grüße"}');
    await client.got(2);
    const text = Buffer.from('{"city":"Zürich","street":"Bärengasse"}', 'latin1');
    client.socket.send(text, { binary: false });
    await Promise.race([client.ended, pause(2000)]);
    // After the header of 6 bytes with 29 bytes of payload comes this frame.
    return { sender: 'client', breakOffset: 6 + Buffer.byteLength('{"op":"one","text":"Grüße"}') };
  },
});

export const cases: LabCase[] = [
  ofWslay('echo', 'wslay-echo', 'healthy', 'A server on wslay echoes, and the client closes.', {
    closes: true,
  }),
  ofWslay('close', 'wslay-closes-4100', 'healthy', 'A server on wslay closes with 4100 “session expired”.'),
  ofWslay('limit', 'wslay-limit', 'message-too-large', 'A message above the limit of 1,000 bytes of wslay.', {
    send: large,
  }),
  ofWslay('latin1', 'wslay-latin1', 'text-not-utf8', 'A server on wslay sends text in Latin-1.', {
    fails: at('\x81\x1f{"city'),
  }),
  ofWslay('rsv', 'wslay-rsv1-on-plain-text', 'reserved-bits', 'A server on wslay sets RSV1 on plain JSON.', {
    also: ['compression-not-negotiated'],
    fails: after(),
  }),
  ofWslay(
    'client-init',
    'wslay-constructor-of-a-client',
    'server-masked-frame',
    'A server on wslay was made with the constructor of a client.',
    { fails: first(0), send: [] },
  ),
  ofWslay('log', 'wslay-log-on-the-socket', 'unframed-text', 'A log line goes to the socket of wslay.', {
    fails: after(),
  }),
  ofWslay(
    'partial',
    'wslay-rest-of-a-write-forgotten',
    'short-write',
    'The callback of wslay takes a part of a write for all of it.',
    { also: ['bytes-lost'], fails: after() },
  ),
  ofWslay(
    'kill',
    'wslay-killed-inside-a-frame',
    'abnormal-close',
    'A server on wslay is killed inside a frame.',
    inFrame,
  ),
  ofWslay(
    'no-guid',
    'wslay-accept-without-guid',
    'handshake-accept-mismatch',
    'A program on wslay hashes the key without the GUID.',
    { neverOpens: true },
  ),
  latin1Client(
    'wslay-gets-latin1',
    wslay,
    'c/wslay_server.c',
    'echo',
    'A client sends text in Latin-1, and wslay closes with 1007.',
  ),
  ofHaskell('echo', 'haskell-echo', 'healthy', 'A server in Haskell echoes, and the client closes.', {
    closes: true,
  }),
  ofHaskell('deflate', 'haskell-echo-deflate', 'healthy', 'A server in Haskell echoes with compression.', {
    closes: true,
    deflate: true,
  }),
  ofHaskell(
    'two-threads',
    'haskell-two-threads',
    'healthy',
    'Two threads of Haskell send on one connection.',
    {
      closes: true,
    },
  ),
  ofHaskell('close', 'haskell-closes-4003', 'healthy', 'A server in Haskell closes with 4003.'),
  ofHaskell('throw', 'haskell-throws', 'abnormal-close', 'The handler of a server in Haskell throws.'),
  ofHaskell(
    'kill',
    'haskell-killed',
    'abnormal-close',
    'A server in Haskell is killed between two messages.',
  ),
  ofHaskell(
    'limit',
    'haskell-message-limit',
    'message-too-large',
    'A message above the limit of 1,000 bytes of a server in Haskell.',
    { ...dropped, send: large },
  ),
  ofHaskell(
    'frame-limit',
    'haskell-frame-limit',
    'message-too-large',
    'A frame above the limit of 1,000 bytes of a server in Haskell.',
    { ...dropped, send: large },
  ),
  ofHaskell('latin1', 'haskell-latin1', 'text-not-utf8', 'A server in Haskell sends text in Latin-1.', {
    fails: after(),
  }),
  ofHaskell(
    'binary',
    'haskell-binary-as-text',
    'binary-sent-as-text',
    'A server in Haskell sends a protobuf message with sendTextData.',
    { also: ['text-not-utf8'], fails: after() },
  ),
  ofHaskell(
    'subprotocol',
    'haskell-subprotocol-not-offered',
    'handshake-negotiation',
    'A server in Haskell chooses a subprotocol that was not offered.',
    { neverOpens: true },
  ),
  ofHaskell('reject', 'haskell-rejects', 'upgrade-refused', 'A server in Haskell refuses a connection.'),
  latin1Client(
    'haskell-gets-latin1',
    haskell,
    'haskell/Server.hs',
    'strict',
    'A client sends text in Latin-1 to a server in Haskell that checks it.',
  ),
];
