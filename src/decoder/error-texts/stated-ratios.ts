// Likelihood ratios of signs that the public cases do not record, each with its reason. Above 1: the sign makes the
// explanation likelier; below 1: less likely. Four steps are used: 4 and 2, a half and a tenth.

import type { ExplanationId } from './explanations.ts';

interface StatedRatio {
  /** Id of a sign. */
  readonly sign: string;
  readonly explanations: readonly ExplanationId[];
  readonly ratio: number;
  readonly why: string;
}

/** The first one for a sign and an explanation counts. */
export const statedRatios: readonly StatedRatio[] = [
  {
    sign: 'frame-in-payload',
    explanations: ['unsynchronised-writes'],
    ratio: 4,
    why: 'one frame stands inside another',
  },
  {
    sign: 'frame-in-payload',
    explanations: ['not-utf8', 'character-count', 'text-codec'],
    ratio: 0.1,
    why: 'the bytes are a frame header and no text',
  },
  {
    sign: 'different-values',
    explanations: ['unsynchronised-writes', 'length-field', 'character-count'],
    ratio: 2,
    why: 'bytes of payloads are read as headers',
  },
  {
    sign: 'different-values',
    explanations: ['stream-start', 'unassigned-opcode', 'compression-not-agreed', 'two-upgrade-handlers'],
    ratio: 0.5,
    why: 'it sends the same bytes each time',
  },
  {
    sign: 'tls',
    explanations: ['middlebox'],
    ratio: 0.1,
    why: 'nothing between the two ends can change bytes inside TLS',
  },
  {
    sign: 'tls',
    explanations: ['mixed-content', 'plain-to-tls-port'],
    ratio: 0.1,
    why: 'the address is encrypted already',
  },
  {
    sign: 'tls',
    explanations: ['certificate', 'tls-to-plain-port'],
    ratio: 2,
    why: 'TLS comes before the handshake',
  },
  {
    sign: 'plain',
    explanations: ['certificate', 'tls-versions', 'tls-to-plain-port'],
    ratio: 0.1,
    why: 'no TLS is used',
  },
  { sign: 'plain', explanations: ['plain-to-tls-port'], ratio: 2, why: 'plain text is sent' },
  { sign: 'local', explanations: ['middlebox'], ratio: 0.1, why: 'no network is between the two ends' },
  {
    sign: 'local',
    explanations: ['idle-timeout', 'network-lost', 'unreachable', 'rate-limited'],
    ratio: 0.1,
    why: 'no network and rarely a proxy is between the two ends',
  },
  {
    sign: 'local',
    explanations: ['nobody-listens', 'page-closed-it'],
    ratio: 2,
    why: 'typical while developing',
  },
  {
    sign: 'reverse-proxy',
    explanations: ['upgrade-headers-lost', 'backend-down', 'idle-timeout'],
    ratio: 4,
    why: 'it stands between the two ends',
  },
  {
    sign: 'nginx',
    explanations: ['upgrade-headers-lost', 'backend-down', 'idle-timeout'],
    ratio: 4,
    why: 'it stands between the two ends',
  },
  {
    sign: 'apache',
    explanations: ['upgrade-headers-lost', 'backend-down', 'idle-timeout'],
    ratio: 4,
    why: 'it stands between the two ends',
  },
  {
    sign: 'cloudflare',
    explanations: ['idle-timeout', 'rate-limited', 'backend-down'],
    ratio: 2,
    why: 'it ends silent connections',
  },
  {
    sign: 'aws',
    explanations: ['idle-timeout', 'backend-down'],
    ratio: 2,
    why: 'it ends silent connections',
  },
  {
    sign: 'node-proxy',
    explanations: ['upgrade-headers-lost', 'backend-down'],
    ratio: 4,
    why: 'it stands between the two ends',
  },
  {
    sign: 'dev-server',
    explanations: ['origin-refused', 'wrong-path', 'page-closed-it'],
    ratio: 2,
    why: 'it checks hosts and serves its own socket',
  },
  { sign: 'socket.io', explanations: ['session-lost'], ratio: 4, why: 'it opens with polling' },
  {
    sign: 'socket.io',
    explanations: ['wrong-path'],
    ratio: 4,
    why: 'it answers under its own path alone, and ends upgrades that nobody takes',
  },
  {
    sign: 'socket.io',
    explanations: ['origin-refused'],
    ratio: 2,
    why: 'it checks the origin unless cors is set',
  },
  { sign: 'wsgi', explanations: ['server-process-limit'], ratio: 4, why: 'WSGI has no WebSocket of its own' },
  {
    sign: 'python',
    explanations: ['server-process-limit'],
    ratio: 2,
    why: 'uvicorn needs a WebSocket library',
  },
  {
    sign: 'apple',
    explanations: ['network-lost'],
    ratio: 2,
    why: 'the system ends sockets of apps in the background',
  },
  {
    sign: 'go',
    explanations: ['origin-refused'],
    ratio: 2,
    why: 'gorilla/websocket compares Origin with Host',
  },
];
