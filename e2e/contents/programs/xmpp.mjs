// @xmpp/client and Prosody with mod_websocket (Debian: prosody): log in without a password, say hello to oneself,
// leave.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, freePort, load, start, temporaryFolder } from './kit.mjs';

const configuration = (folder, port, authentication) => `
pidfile = "${folder}/pid"; data_path = "${folder}"; run_as_root = true
log = { error = "${folder}/log" }
modules_enabled = { "saslauth", "disco", "ping", "presence", "message", "iq", "websocket" }
modules_disabled = { "s2s", "offline" }
c2s_ports = {}; s2s_ports = {}; https_ports = {}
http_ports = { ${port} }; http_interfaces = { "127.0.0.1" }
consider_websocket_secure = true; authentication = "${authentication}"
VirtualHost "localhost"
`;

export async function serveProsody(authentication) {
  const { folder, close } = temporaryFolder();
  const port = await freePort();
  const file = join(folder, 'prosody.cfg.lua');
  writeFileSync(file, configuration(folder, port, authentication));
  const server = await start(port, 'prosody', ['-F', '--config', file]);
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(server, { close }),
  };
}

export const serve = () => serveProsody('anonymous');

/** A client of the path that Prosody serves. */
export function clientOf(url, credentials) {
  globalThis.WebSocket = load('ws');
  const { client } = load('@xmpp/client');
  const service = new URL('/xmpp-websocket', url).href;
  const agent = client({ service, domain: 'localhost', ...credentials });
  agent.on('error', () => {});
  agent.reconnect.stop();
  return agent;
}

export async function talk(url) {
  const { xml } = load('@xmpp/client');
  const agent = clientOf(url, {});
  const heard = new Promise((resolve) => {
    agent.on('stanza', (stanza) => stanza.is('message') && resolve());
  });
  const address = await agent.start();
  await agent.send(xml('message', { type: 'chat', to: String(address) }, xml('body', {}, 'hello')));
  await heard;
  await agent.stop();
}
