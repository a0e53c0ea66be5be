import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { notRun: 'It runs at Cloudflare alone; checked against its documentation.' };
const docs = 'https://developers.cloudflare.com';

/** Cloudflare as a proxy, and Workers. */
export const cloudflareGuide: Guide = {
  stack: 'cloudflare',
  name: 'Cloudflare',
  versions: 'Documented in 2026.',
  fixes: [
    {
      id: 'setting',
      causes: ['upgrade-refused', 'proxy-stripped-upgrade'],
      conditions: { 'upgrade-refused': { statuses: [400, 403, 404, 426], tunnel: false } },
      title: 'WebSockets must be on in the zone',
      wrong: {
        language: 'shell',
        text: `curl -s -X PATCH "https://api.cloudflare.com/client/v4/zones/$ZONE/settings/websockets" \\
  -H "Authorization: Bearer $API_TOKEN" -H "Content-Type: application/json" -d '{"value":"off"}'
`,
      },
      right: {
        language: 'shell',
        text: `curl -s -X PATCH "https://api.cloudflare.com/client/v4/zones/$ZONE/settings/websockets" \\
  -H "Authorization: Bearer $API_TOKEN" -H "Content-Type: application/json" -d '{"value":"on"}'
`,
      },
      why: 'The switch is under Network in the dashboard. Off, the upgrade does not reach the origin. The origin must speak WebSocket on a port that Cloudflare proxies (80, 443, 8080, 8443 and a few more).',
      confirm: confirmUpgrade('https://example.com/ws'),
      ran,
      source: `${docs}/network/websockets/`,
    },
    {
      id: 'keepalive',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Ping, and be ready to connect anew',
      wrong: {
        language: 'js',
        text: `const ws = new WebSocket('wss://example.com/ws');
`,
      },
      right: {
        language: 'js',
        text: `function open() {
  const ws = new WebSocket('wss://example.com/ws');
  ws.onclose = () => setTimeout(open, 1000 + Math.random() * 4000);
}
open();
// and on the server: a ping every 30 s
`,
      },
      why: 'A connection without traffic is closed after about 100 s (reported by users, not adjustable on most plans), and any connection may be closed when Cloudflare restarts a machine.',
      confirm: 'Leave a connection still for 3 min: it must be open.',
      ran,
      source: `${docs}/network/websockets/`,
    },
    {
      id: 'worker',
      causes: ['upgrade-refused', 'handshake-header-missing'],
      conditions: { 'upgrade-refused': { statuses: [200, 426, 500, 502], tunnel: false } },
      title: 'A Worker passes the response of fetch on as it is',
      wrong: {
        language: 'js',
        text: `export default {
  async fetch(request) {
    const response = await fetch(request);
    return new Response(response.body, response);
  },
};
`,
      },
      right: {
        language: 'js',
        text: `export default {
  async fetch(request) {
    if (request.headers.get('Upgrade') === 'websocket') {
      return fetch(request);
    }
    const response = await fetch(request);
    return new Response(response.body, response);
  },
};
`,
      },
      why: 'The WebSocket is a property of the response. A new Response made from its body has none, and status 101 cannot be made that way.',
      confirm: confirmUpgrade('https://example.com/ws'),
      ran,
      source: `${docs}/workers/runtime-apis/websockets/`,
    },
  ],
};
