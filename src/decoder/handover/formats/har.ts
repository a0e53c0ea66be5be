// An HTTP Archive 1.2 of one WebSocket in the form of Chrome: `_webSocketMessages` holds the data messages, text as it
// is and binary as base64. A HAR has no control frames.

import { formatBase64 } from '../../bytes/base64.ts';
import { decodeText } from '../../bytes/utf8.ts';
import type { HttpHead } from '../../model/http.ts';
import { isoTime } from '../../model/iso-time.ts';
import type { ConnectionFacts } from '../connection-facts.ts';
import type { HandedMessage, Output } from '../output.ts';
import { webSocketUrl } from '../web-socket-url.ts';

const headersOf = (head: HttpHead | null) => head?.headers.map(({ name, value }) => ({ name, value })) ?? [];

function entryOf(facts: ConnectionFacts): Record<string, unknown> {
  const { request, response, firstTime, lastTime, server } = facts;
  const length = lastTime - firstTime;
  const milliseconds = Number.isFinite(length) ? Math.round(length * 1000) : 0;
  return {
    _resourceType: 'websocket',
    startedDateTime: isoTime(firstTime, 6) ?? '1970-01-01T00:00:00.000000Z',
    time: milliseconds,
    ...(server === null ? {} : { serverIPAddress: server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') }),
    request: {
      method: request?.method || 'GET',
      url: webSocketUrl(facts),
      httpVersion: request?.version ?? 'HTTP/1.1',
      headers: headersOf(request),
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.reason ?? '',
      httpVersion: response?.version ?? 'HTTP/1.1',
      headers: headersOf(response),
      cookies: [],
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: milliseconds },
  };
}

function messageOf({ sender, time, kind, bytes }: HandedMessage): string {
  return JSON.stringify({
    type: sender === 'client' ? 'send' : 'receive',
    time: Number.isFinite(time) ? Math.round(time * 1e6) / 1e6 : 0,
    opcode: kind === 'text' ? 1 : 2,
    data: kind === 'text' ? decodeText(bytes) : formatBase64(bytes),
  });
}

export const harOutput: Output = {
  id: 'har',
  kind: 'messages',
  async *write({ facts, messages }) {
    const creator = { name: 'Framescope', version: '1', ...(facts.changed && { comment: facts.changed }) };
    const entry = JSON.stringify(entryOf(facts)).slice(0, -1);
    yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"pages":[],"entries":[${entry},\n"_webSocketMessages":[`;
    let separator = '\n';
    for await (const message of messages) {
      // A guessed message would look like a real one: a HAR cannot say so.
      const isData = message.kind === 'text' || message.kind === 'binary';
      if (!isData || message.trust === 'guessed') continue;
      yield `${separator}${messageOf(message)}`;
      separator = ',\n';
    }
    yield ']}]}}\n';
  },
};
