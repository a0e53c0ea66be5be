import { type CauseExamples, extendedConnect, http2Head } from '../../../../testing/cause-examples.ts';

const settings = { stream: 1, began: 'preface', goAway: null, stalled: null } as const;
const reset = { sender: 'server', code: 1, name: 'PROTOCOL_ERROR', time: 0 } as const;

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'an extended CONNECT to a server whose SETTINGS do not allow it',
      handshake: 'none',
      http2: { ...settings, kind: 'connect', allowsConnect: false, reset },
      steps: [
        ['client', { head: extendedConnect }],
        ['server', { end: 'rst' }],
      ],
    },
    {
      title: 'the fields of an upgrade on an HTTP/2 stream',
      handshake: 'none',
      http2: { ...settings, kind: 'upgrade', allowsConnect: true, reset },
      steps: [
        [
          'client',
          {
            head: http2Head([
              [':method', 'GET'],
              [':path', '/chat'],
              ['upgrade', 'websocket'],
              ['connection', 'Upgrade'],
              ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
              ['sec-websocket-version', '13'],
            ]),
          },
        ],
        ['server', { end: 'rst' }],
      ],
    },
    {
      title: 'a GET with a key on an HTTP/2 stream is answered as an ordinary page',
      handshake: 'none',
      http2: { ...settings, kind: 'upgrade', allowsConnect: true, reset: null },
      steps: [
        [
          'client',
          {
            head: http2Head([
              [':method', 'GET'],
              [':path', '/chat'],
              ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
              ['sec-websocket-version', '13'],
            ]),
          },
        ],
        ['server', { head: http2Head([[':status', '200']]) }],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server allows an extended CONNECT, and refuses this one',
      cause: 'upgrade-refused',
      handshake: 'none',
      http2: { ...settings, kind: 'connect', allowsConnect: true, reset: null },
      steps: [
        ['client', { head: extendedConnect }],
        ['server', { head: http2Head([[':status', '404']]) }],
      ],
    },
  ],
};
