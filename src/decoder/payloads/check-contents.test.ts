// Faults inside sound messages: each rule finds its own, and sound conversations have none.

import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response, type Turn } from '../../testing/frames.ts';
import { hasFinding } from '../../worker/all-findings.ts';
import { openConnection } from '../../worker/capture.ts';
import { diagnoseConnection } from '../../worker/connection-diagnosis.ts';
import { filtered, rowView } from '../../worker/rows.ts';
import { connectionView } from '../../worker/views.ts';
import { contentRules } from './rules/registry.ts';

const key = [1, 2, 3, 4];
type Said = readonly [
  sender: 'client' | 'server',
  what: string | Uint8Array | { readonly close: number; readonly reason: string },
];

function frameOf([sender, what]: Said): Turn {
  const mask = sender === 'client' ? { key } : {};
  if (typeof what === 'string') return [sender, encodeFrame({ opcode: 1, payload: utf8(what), ...mask })];
  if (what instanceof Uint8Array) return [sender, encodeFrame({ opcode: 2, payload: what, ...mask })];
  const payload = concat([Uint8Array.of(what.close >> 8, what.close & 255), utf8(what.reason)]);
  return [sender, encodeFrame({ opcode: 8, payload, ...mask })];
}

/** A conversation that was diagnosed, one second a message. */
async function openedOf(agreed: { subprotocol?: string; path?: string }, said: readonly Said[]) {
  const line = agreed.subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${agreed.subprotocol}\r\n`;
  const asked = request.replace(/^GET \S+/, `GET ${agreed.path ?? '/'}`).replace(/\r\n$/, `${line}\r\n`);
  const { decoder } = converse([
    ['client', asked],
    ['server', response.replace(/\r\n$/, `${line}\r\n`)],
    ...said.map(frameOf),
  ]);
  const open = openConnection(decoder);
  await diagnoseConnection(open, []);
  return open;
}

async function findingsOf(agreed: Case['agreed'], said: readonly Said[]) {
  return connectionView(await openedOf(agreed, said), 0);
}

const connect = hex('10 11  00 04 4d 51 54 54  04 02 00 3c  00 05 68 65 6c 6c 6f');
const connect5 = hex('10 12  00 04 4d 51 54 54  05 02 00 3c 00  00 05 68 65 6c 6c 6f');
const mqtt = { subprotocol: 'mqtt' };
const stomp = { subprotocol: 'v12.stomp' };
const graphql = { subprotocol: 'graphql-transport-ws' };
const socketIo = { path: '/socket.io/?EIO=4&transport=websocket' };
const actionCable = { subprotocol: 'actioncable-v1-json' };
const guacamole = { subprotocol: 'guacamole' };
const kubernetes = { subprotocol: 'v4.channel.k8s.io', path: '/api/v1/namespaces/a/pods/b/exec?command=ls' };
const vnc = { subprotocol: 'binary' };
const sip = { subprotocol: 'sip' };
const xmpp = { subprotocol: 'xmpp' };
const open = '0{"sid":"a","upgrades":[],"pingInterval":5000,"pingTimeout":3000,"maxPayload":1000000}';

interface Case {
  readonly title: string;
  readonly agreed: { readonly subprotocol?: string; readonly path?: string };
  readonly said: readonly Said[];
  readonly rule: string;
  readonly text: RegExp;
  readonly frame: number;
}

const cases: readonly Case[] = [
  {
    title: 'a broker that refuses the connection',
    agreed: mqtt,
    said: [
      ['client', connect],
      ['server', hex('20 02 00 05')],
    ],
    rule: 'mqtt-connection-refused',
    text: /found 5 \(not authorized\)/,
    frame: 1,
  },
  {
    title: 'a broker without MQTT 5 that refuses a client of it',
    agreed: mqtt,
    said: [
      ['client', connect5],
      ['server', hex('20 02 00 01')],
    ],
    rule: 'mqtt-connection-refused',
    text: /found 1 \(unacceptable protocol version\)/,
    frame: 1,
  },
  {
    title: 'a broker that ends with a protocol error',
    agreed: mqtt,
    said: [
      ['client', connect5],
      ['server', hex('20 03 00 00 00')],
      ['server', hex('e0 01 82')],
    ],
    rule: 'mqtt-disconnect-error',
    text: /found 130 \(protocol error\)/,
    frame: 2,
  },
  {
    title: 'a SUBSCRIBE with wrong flags',
    agreed: mqtt,
    said: [
      ['client', connect],
      ['server', hex('20 02 00 00')],
      ['client', hex('80 06  00 01  00 01 61  00')],
    ],
    rule: 'mqtt-malformed-packet',
    text: /Expected the flags 2 of SUBSCRIBE, found 0/,
    frame: 2,
  },
  {
    title: 'a subscription that the broker refuses',
    agreed: mqtt,
    said: [
      ['client', connect],
      ['server', hex('20 02 00 00')],
      ['server', hex('90 03  00 01  80')],
    ],
    rule: 'mqtt-subscription-refused',
    text: /found 128 \(failure\)/,
    frame: 2,
  },
  {
    title: 'a packet in two messages, and its fault',
    agreed: mqtt,
    said: [
      ['client', connect.subarray(0, 7)],
      ['client', connect.subarray(7)],
      ['client', hex('00 00')],
    ],
    rule: 'mqtt-malformed-packet',
    text: /Expected an MQTT packet/,
    frame: 2,
  },
  {
    title: 'ERROR of a STOMP server',
    agreed: stomp,
    said: [
      ['client', 'SEND\ndestination:/q\n\nhi\0'],
      ['server', 'ERROR\nmessage:Access refused\n\n\0'],
    ],
    rule: 'stomp-error',
    text: /found ERROR: “Access refused”/,
    frame: 1,
  },
  {
    title: 'a namespace that is refused',
    agreed: socketIo,
    said: [
      ['server', open],
      ['client', '40/admin,'],
      ['server', '44/admin,{"message":"not authorized"}'],
    ],
    rule: 'socket-io-connect-error',
    text: /the namespace \/admin, found CONNECT_ERROR: “not authorized”/,
    frame: 2,
  },
  {
    title: 'a ping without a pong',
    agreed: socketIo,
    said: [
      ['server', open],
      ['server', '2'],
      ...Array.from({ length: 5 }, (): Said => ['server', '42["tick"]']),
    ],
    rule: 'engine-io-ping-unanswered',
    text: /a pong of the client within 3\.0 s \(pingTimeout\), found none in 5\.0 s/,
    frame: 1,
  },
  {
    title: 'an operation that ends in an error',
    agreed: graphql,
    said: [['server', '{"id":"1","type":"error","payload":[{"message":"Cannot query field"}]}']],
    rule: 'graphql-error',
    text: /found error: “Cannot query field”/,
    frame: 0,
  },
  {
    title: 'a close with a code of the protocol',
    agreed: graphql,
    said: [
      ['client', '{"type":"subscribe","id":"1","payload":{"query":"{a}"}}'],
      ['server', { close: 4401, reason: 'Unauthorized' }],
    ],
    rule: 'graphql-close',
    text: /a close with 4401, which says: an operation before connection_init was acknowledged \(“Unauthorized”\)/,
    frame: 1,
  },
  {
    title: 'a message that is not JSON where each is',
    agreed: graphql,
    said: [['client', '{"type":"connection_init"']],
    rule: 'json-invalid',
    text: /Expected a comma or }, found the end, at 0x19/,
    frame: 0,
  },
  {
    title: 'a channel that Action Cable rejects',
    agreed: actionCable,
    said: [
      ['server', '{"type":"welcome"}'],
      ['client', '{"command":"subscribe","identifier":"{\\"channel\\":\\"A\\"}"}'],
      ['server', '{"identifier":"{\\"channel\\":\\"A\\"}","type":"reject_subscription"}'],
    ],
    rule: 'action-cable-rejected',
    text: /found reject_subscription: the channel refuses “{"channel":"A"}”/,
    frame: 2,
  },
  {
    title: 'a connection that Action Cable refuses',
    agreed: actionCable,
    said: [['server', '{"type":"disconnect","reason":"unauthorized","reconnect":false}']],
    rule: 'action-cable-disconnect',
    text: /found disconnect with the reason “unauthorized”/,
    frame: 0,
  },
  {
    title: 'an error of a Guacamole server',
    agreed: guacamole,
    said: [
      ['client', '4.sync,1.1;'],
      ['server', '5.error,4.Gone,3.519;'],
    ],
    rule: 'guacamole-error',
    text: /found error 519 \(upstream not found\): “Gone”/,
    frame: 1,
  },
  {
    title: 'an instruction of Guacamole whose length counts bytes',
    agreed: guacamole,
    said: [['server', '4.name,5.büro;']],
    rule: 'guacamole-malformed-instruction',
    text: /Expected an instruction of Guacamole, found other bytes/,
    frame: 0,
  },
  {
    title: 'text where version 1 of Jupyter demands binary messages',
    agreed: { subprotocol: 'v1.kernel.websocket.jupyter.org', path: '/api/kernels/a/channels' },
    said: [['client', '{"header":{}}']],
    rule: 'jupyter-malformed-message',
    text: /Expected a binary message, .* found text/,
    frame: 0,
  },
  {
    title: 'a command of Kubernetes without a container',
    agreed: kubernetes,
    said: [
      ['server', concat([hex('01'), utf8('{"status":"Failure"}')])],
      ['server', concat([hex('03'), utf8('{"status":"Failure","reason":"InternalError","message":"no"}')])],
    ],
    rule: 'kubernetes-failure',
    text: /found Failure, InternalError: “no”/,
    frame: 1,
  },
  {
    title: 'the close of a channel, which version 4 has not',
    agreed: kubernetes,
    said: [
      ['client', hex('00 61')],
      ['client', hex('ff 00')],
    ],
    rule: 'kubernetes-unknown-channel',
    text: /a channel of v4\.channel\.k8s\.io: 0 to 4, found 255 \(close\), which v5\.channel\.k8s\.io alone has/,
    frame: 1,
  },
  {
    title: 'a VNC server that refuses at once',
    agreed: vnc,
    said: [
      ['server', utf8('RFB 003.008\n')],
      ['client', utf8('RFB 003.008\n')],
      ['server', concat([hex('00  00 00 00 04'), utf8('full')])],
    ],
    rule: 'rfb-refused',
    text: /found a refusal: “full”/,
    frame: 2,
  },
  {
    title: 'a SIP server that fails',
    agreed: sip,
    said: [
      ['client', 'INVITE sip:bob@a SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n'],
      ['server', 'SIP/2.0 100 Trying\r\nCSeq: 1 INVITE\r\n\r\n'],
      ['server', 'SIP/2.0 503 Service Unavailable\r\nCSeq: 1 INVITE\r\n\r\n'],
    ],
    rule: 'sip-error-response',
    text: /a response to INVITE that accepts it, found 503 Service Unavailable/,
    frame: 2,
  },
  {
    title: 'a stream of XMPP that ends in an error',
    agreed: xmpp,
    said: [
      [
        'server',
        '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/><text>Replaced</text></stream:error>',
      ],
    ],
    rule: 'xmpp-stream-error',
    text: /found a stream error, conflict: “Replaced”/,
    frame: 0,
  },
  {
    title: 'a login that XMPP refuses',
    agreed: xmpp,
    said: [['server', '<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>']],
    rule: 'xmpp-authentication-failed',
    text: /found a failure of the login, not-authorized/,
    frame: 0,
  },
  {
    title: 'a stanza of XMPP with a wrong end',
    agreed: xmpp,
    said: [['client', '<message to="a>b"><body>hi</message></body>']],
    rule: 'xmpp-not-well-formed',
    text: /Expected the end of “body”, found that of “message”, at 0x1a/,
    frame: 0,
  },
];

/** Messages that look like faults and are none. */
const soundCases: readonly Pick<Case, 'title' | 'agreed' | 'said'>[] = [
  {
    title: 'Action Cable of a server that restarts',
    agreed: actionCable,
    said: [['server', '{"type":"disconnect","reason":"server_restart","reconnect":true}']],
  },
  {
    title: 'an error that a Guacamole client tells',
    agreed: guacamole,
    said: [['client', '5.error,1.a,3.769;']],
  },
  {
    title: 'a command that ends with another code than 0',
    agreed: kubernetes,
    said: [['server', concat([hex('03'), utf8('{"status":"Failure","reason":"NonZeroExitCode"}')])]],
  },
  {
    title: 'channels of port forwarding',
    agreed: {
      subprotocol: 'v4.channel.k8s.io',
      path: '/api/v1/namespaces/a/pods/b/portforward?ports=1,2,3,4',
    },
    said: [['server', hex('07 61')]],
  },
  {
    title: 'bytes that are not RFB under the subprotocol binary',
    agreed: vnc,
    said: [
      ['server', hex('00 00 00 00 00 00 00 00 00 00 00 00')],
      ['client', hex('00 00 00 00 00 00 00 00 00 00 00 00')],
      ['server', hex('00 00 00 00 04 66 75 6c 6c')],
    ],
  },
  {
    title: 'a VNC client that is accepted',
    agreed: vnc,
    said: [
      ['server', utf8('RFB 003.008\n')],
      ['client', utf8('RFB 003.008\n')],
      ['server', hex('01 01')],
      ['client', hex('01')],
      ['server', hex('00 00 00 00')],
    ],
  },
  {
    title: 'a SIP server that asks who calls, and a user who is busy',
    agreed: sip,
    said: [
      ['server', 'SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n\r\n'],
      ['server', 'SIP/2.0 486 Busy Here\r\nCSeq: 1 INVITE\r\n\r\n'],
    ],
  },
  {
    title: 'a stanza of XMPP with an error for a stanza, and > in an attribute',
    agreed: xmpp,
    said: [['server', '<iq type="error" id="a>b"><error type="cancel"><item-not-found/></error></iq>']],
  },
];

describe('faults inside sound messages', () => {
  for (const { title, agreed, said } of soundCases) {
    it(`${title}: none`, async () => {
      expect((await findingsOf(agreed, said)).contentFindings).toEqual([]);
    });
  }

  for (const { title, agreed, said, rule, text, frame } of cases) {
    it(`${title}: ${rule}`, async () => {
      const { contentFindings, findingCount, framesWithFindings, breaks } = await findingsOf(agreed, said);
      expect(contentFindings.map((one) => one.rule)).toEqual([rule]);
      expect(contentFindings[0].text).toMatch(text);
      expect(contentFindings[0]).toMatchObject({ frame, severity: 'warning' });
      // The frames themselves break nothing.
      expect(findingCount).toBe(0);
      expect(framesWithFindings).toBe(1);
      expect(breaks).toEqual([]);
    });
  }

  it('leave the verdict on the frames as it is', async () => {
    const sound: readonly Said[] = [
      ['client', connect],
      ['server', hex('20 02 00 00')],
    ];
    const refused: readonly Said[] = [
      ['client', connect],
      ['server', hex('20 02 00 05')],
    ];
    const [before, after] = await Promise.all([findingsOf(mqtt, sound), findingsOf(mqtt, refused)]);
    expect(after.level).toBe(before.level);
    expect(after.headline).toBe(before.headline);
    expect(before.contentFindings).toEqual([]);
  });

  it('point at the bytes of the fault', async () => {
    const { contentFindings } = await findingsOf(mqtt, [
      ['client', connect],
      ['server', concat([hex('20 02 00 00'), hex('90 03 00 01 80')])],
    ]);
    // After two bytes of header and four of CONNACK.
    expect(contentFindings[0].place).toMatchObject({ sender: 'server', offset: 2 + 4, length: 5 });
  });

  it('pass the filter that asks for findings, and no filter for frames that break a rule', async () => {
    const opened = await openedOf(mqtt, [
      ['client', connect],
      ['server', hex('20 02 00 05')],
    ]);
    const signal = { cancelled: false };
    expect(await filtered(opened, 'finding', signal)).toMatchObject({ rows: Int32Array.of(1) });
    expect(await filtered(opened, 'not finding', signal)).toMatchObject({ rows: Int32Array.of(0) });
    expect(await filtered(opened, 'error', signal)).toMatchObject({ rows: new Int32Array(0) });
  });

  it('mark their frames in the list, and are steps of it', async () => {
    const said: readonly Said[] = [
      ['client', connect],
      ['server', hex('20 02 00 05')],
    ];
    const opened = await openedOf(mqtt, said);
    const rows = await Promise.all([rowView(opened, 0), rowView(opened, 1)]);
    expect(rows.map(({ severity }) => severity)).toEqual([null, 'warning']);
    expect([hasFinding(opened, 0), hasFinding(opened, 1)]).toEqual([false, true]);
  });

  it('are not found where the handshake agreed nothing', async () => {
    for (const { said } of cases) expect((await findingsOf({}, said)).contentFindings).toEqual([]);
  });

  it('a ping is not unanswered while its time is not over, or after its pong', async () => {
    const early: readonly Said[] = [
      ['server', open],
      ['server', '2'],
      ['server', '42["tick"]'],
    ];
    const answered: readonly Said[] = [
      ['server', open],
      ['server', '2'],
      ['client', '3'],
      ...Array.from({ length: 9 }, (): Said => ['server', '6']),
    ];
    expect((await findingsOf(socketIo, early)).contentFindings).toEqual([]);
    expect((await findingsOf(socketIo, answered)).contentFindings).toEqual([]);
  });

  it('each id of a rule has a case', () => {
    const tested = new Set(cases.map(({ rule }) => rule));
    expect(contentRules.flatMap(({ ids }) => ids).filter((id) => !tested.has(id))).toEqual([]);
  });
});
