// The handshake on both legs of a proxy: which headers it dropped, added or changed.

import type { Sender } from '../../model/basics.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Connection } from '../../model/connection.ts';
import { frameOffset } from '../../model/coordinates.ts';
import { type HttpHead, type HttpHeader, headerTokens, headerValue } from '../../model/http.ts';
import { capital, the } from '../../model/words.ts';
import { type LegBytes, type LegChange, legsOf } from './changes.ts';

/** Headers that a proxy may write anew: they speak of one hop, or of the way. */
const hopHeaders =
  /^(host|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|x-cache.*|date|server|keep-alive|proxy-.*|cache-control|max-forwards|age|transfer-encoding|content-length|te|accept-encoding)$/i;

interface Heads {
  readonly received: HttpHead;
  readonly sent: HttpHead;
  readonly front: Connection;
  readonly back: Connection;
  readonly sender: Sender;
}

function shown({ name, value }: HttpHeader): string {
  return `${name}: ${value}`;
}

/** A header line where it lies in a head, in frame offsets. */
function bytesOf(heads: Heads, side: 'received' | 'sent', header: HttpHeader | null): LegBytes {
  const leg = legsOf(heads.sender)[side];
  const { directions } = heads[leg];
  const direction = directions[heads.sender];
  const head = heads[side];
  const start = direction.heads.find((one) => one.head === head)?.start ?? null;
  const place =
    start === null || header === null
      ? null
      : {
          sender: heads.sender,
          offset: frameOffset(start + header.start - direction.base),
          length: header.end - header.start,
        };
  return { leg, place, shown: header === null ? head.startLine : shown(header) };
}

/** The fault that dropping or changing a header is; `null` where it does no harm by itself. */
function causeOf(heads: Heads, name: string): CauseId | null {
  const lower = name.toLowerCase();
  const { sender, received, sent } = heads;
  const lost = (header: string, token: string): boolean =>
    headerTokens(received, header).includes(token) && !headerTokens(sent, header).includes(token);
  if (lower === 'upgrade' && lost('upgrade', 'websocket'))
    return sender === 'client' ? 'proxy-stripped-upgrade' : 'handshake-header-missing';
  if (lower === 'connection' && lost('connection', 'upgrade'))
    return sender === 'client' ? 'proxy-stripped-upgrade' : 'handshake-header-missing';
  if (sender === 'client') return null;
  if (lower === 'sec-websocket-accept') return 'handshake-accept-mismatch';
  if (lower === 'sec-websocket-extensions' || lower === 'sec-websocket-protocol')
    return 'handshake-negotiation';
  return null;
}

/** Whether the proxy asked with a key of its own, so that the Accept of the two legs has to differ. */
function hasOwnKey({ front, back }: Heads): boolean {
  const key = ({ handshake }: Connection) =>
    handshake?.request ? headerValue(handshake.request, 'sec-websocket-key') : null;
  return key(front) !== key(back);
}

function compareHeaders(heads: Heads): LegChange[] {
  const { received, sent, sender } = heads;
  const changes: LegChange[] = [];
  const seen = new Set<string>();
  const whose = `${the(sender)}'s`;
  for (const header of received.headers) {
    const name = header.name.toLowerCase();
    if (seen.has(name) || hopHeaders.test(name)) continue;
    seen.add(name);
    const other = sent.headers.find((one) => one.name.toLowerCase() === name) ?? null;
    const cause = causeOf(heads, name);
    if (other === null) {
      changes.push({
        kind: 'header-dropped',
        sender,
        cause,
        text: `The proxy dropped ${whose} “${shown(header)}”.`,
        received: bytesOf(heads, 'received', header),
        sent: null,
      });
    } else if (other.value.trim().toLowerCase() !== header.value.trim().toLowerCase()) {
      if (name.startsWith('sec-websocket-key') || (name === 'sec-websocket-accept' && hasOwnKey(heads)))
        continue;
      changes.push({
        kind: 'header-changed',
        sender,
        cause,
        text: `The proxy received “${shown(header)}” and sent “${shown(other)}”.`,
        received: bytesOf(heads, 'received', header),
        sent: bytesOf(heads, 'sent', other),
      });
    }
  }
  const known = new Set(received.headers.map(({ name }) => name.toLowerCase()));
  for (const header of sent.headers) {
    if (known.has(header.name.toLowerCase()) || hopHeaders.test(header.name)) continue;
    const isNegotiated = /^sec-websocket-(extensions|protocol)$/i.test(header.name);
    changes.push({
      kind: 'header-added',
      sender,
      cause: isNegotiated && sender === 'server' ? 'handshake-negotiation' : null,
      text: `The proxy added “${shown(header)}” to ${whose} head.`,
      received: null,
      sent: bytesOf(heads, 'sent', header),
    });
  }
  return changes;
}

function compareStartLines(heads: Heads): LegChange[] {
  const { received, sent, sender } = heads;
  const whole = (side: 'received' | 'sent') => bytesOf(heads, side, null);
  if (sender === 'client') {
    if (received.version === sent.version) return [];
    return [
      {
        kind: 'version-changed',
        sender,
        cause: sent.version === 'HTTP/1.0' ? 'proxy-http-1.0' : null,
        text: `The proxy received the request as ${received.version} and sent it as ${sent.version}.`,
        received: whole('received'),
        sent: whole('sent'),
      },
    ];
  }
  if (received.status === sent.status) return [];
  return [
    {
      kind: 'status-changed',
      sender,
      cause: 'upgrade-refused',
      text: `${capital(the('server'))} answered “${received.startLine}”, and the proxy sent “${sent.startLine}”.`,
      received: whole('received'),
      sent: whole('sent'),
    },
  ];
}

/** The proxy answered, though the server had not. */
function ownAnswer(front: Connection, answer: HttpHead): LegChange {
  const { directions } = front;
  const start = directions.server.heads.find(({ head }) => head === answer)?.start ?? null;
  const place =
    start === null
      ? null
      : {
          sender: 'server' as const,
          offset: frameOffset(start - directions.server.base),
          length: answer.startLine.length,
        };
  return {
    kind: 'status-changed',
    sender: 'server',
    cause: 'upgrade-refused',
    text: `The server did not answer the request, and the proxy sent “${answer.startLine}”.`,
    received: null,
    sent: { leg: 'front', place, shown: answer.startLine },
  };
}

/** What a proxy changed in the heads of both directions. */
export function compareHandshakes(front: Connection, back: Connection): LegChange[] {
  const [a, b] = [front.handshake, back.handshake];
  if (a === null || b === null) return [];
  const changes: LegChange[] = [];
  if (a.request !== null && b.request !== null) {
    const heads: Heads = { received: a.request, sent: b.request, front, back, sender: 'client' };
    changes.push(...compareHeaders(heads), ...compareStartLines(heads));
  }
  if (a.response !== null && b.response !== null) {
    const heads: Heads = { received: b.response, sent: a.response, front, back, sender: 'server' };
    changes.push(...compareStartLines(heads));
    // An answer of the proxy's own has other headers anyway.
    if (a.response.status === b.response.status) changes.push(...compareHeaders(heads));
  }
  if (a.response !== null && b.response === null && b.request !== null)
    changes.push(ownAnswer(front, a.response));
  return changes;
}
