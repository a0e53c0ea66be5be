import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: '403 to the upgrade',
      handshake: 'none',
      steps: [['client', utf8(request)], head('server', 'HTTP/1.1 403 Forbidden', 'Content-Length: 0')],
    },
    {
      title: '426 to another version',
      handshake: 'none',
      steps: [
        ['client', utf8(request.replace('Version: 13', 'Version: 14'))],
        head(
          'server',
          'HTTP/1.1 426 Upgrade Required',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Content-Length: 0',
        ),
      ],
    },
    {
      title: 'a redirect',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head('server', 'HTTP/1.1 301 Moved Permanently', 'Location: /chat/', 'Content-Length: 0'),
      ],
    },
    {
      title: 'a forward proxy that refuses the tunnel',
      handshake: 'none',
      steps: [
        head('client', 'CONNECT a:8080 HTTP/1.1', 'Host: a:8080'),
        head(
          'server',
          'HTTP/1.1 407 Proxy Authentication Required',
          'Proxy-Authenticate: Basic realm="office"',
          'Content-Length: 0',
        ),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a 426 to a request that has the upgrade',
      cause: 'proxy-stripped-upgrade',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 426 Upgrade Required',
          'Server: nginx',
          'Upgrade: websocket',
          'Content-Length: 0',
        ),
      ],
    },
  ],
};
