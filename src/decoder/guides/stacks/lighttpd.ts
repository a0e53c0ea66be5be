import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { with: 'lighttpd 1.4.69' };
const modProxy = 'https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_ModProxy';

const server = (lines: string): string => `server.document-root = "/var/www/html"
server.port = 80
server.modules = ( "mod_proxy" )
proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => 8080 ) ) )
${lines}`;

const on = 'proxy.header = ( "upgrade" => "enable" )\n';

/** lighttpd 1.4 with mod_proxy. */
export const lighttpdGuide: Guide = {
  stack: 'lighttpd',
  name: 'lighttpd',
  versions: 'Run with 1.4.69. mod_proxy passes an upgrade since 1.4.46.',
  fixes: [
    {
      id: 'upgrade',
      causes: ['proxy-stripped-upgrade', 'handshake-header-missing'],
      title: 'Let mod_proxy pass the upgrade',
      wrong: { language: 'text', text: server('') },
      right: { language: 'text', text: server(on) },
      why: 'Without "upgrade" => "enable" mod_proxy takes Upgrade out of the request. The list of an inner condition replaces the whole outer one: write the entry there too.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: modProxy,
    },
    {
      id: 'force-http10',
      causes: ['proxy-http-1.0'],
      title: 'Speak HTTP/1.1 to the backend',
      wrong: {
        language: 'text',
        text: server('proxy.header = ( "upgrade" => "enable", "force-http10" => "enable" )\n'),
      },
      right: { language: 'text', text: server(on) },
      why: 'An HTTP/1.0 request has no upgrade. force-http10 is for backends that know nothing newer.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: modProxy,
    },
    {
      id: 'idle',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Raise the limits for silence',
      wrong: { language: 'text', text: server(`${on}server.max-read-idle = 60\n`) },
      right: {
        language: 'text',
        text: server(`${on}server.max-read-idle = 3600\nserver.max-write-idle = 3600\n`),
      },
      why: 'server.max-read-idle (60 s when it is not set) and server.max-write-idle (360 s) count for WebSockets too. A ping more often than that keeps a connection open as well.',
      confirm: 'Open a WebSocket, send nothing for 70 s, then send a message\nit must arrive',
      ran,
      source: 'https://redmine.lighttpd.net/projects/lighttpd/wiki/Server_max-read-idleDetails',
    },
  ],
};
