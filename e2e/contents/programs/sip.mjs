// JsSIP and Kamailio (Debian: kamailio, kamailio-websocket-modules): a client registers, asks what the server can, and
// leaves.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, freePort, load, pause, start, temporaryFolder } from './kit.mjs';

const configuration = (port) => `#!KAMAILIO
children=1
tcp_children=1
fork=yes
log_stderror=yes
debug=2
listen=tcp:127.0.0.1:${port}
tcp_accept_no_cl=yes
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "sanity.so"
loadmodule "xhttp.so"
loadmodule "websocket.so"
request_route {
  if (!sanity_check()) exit;
  if (is_method("REGISTER")) {
    if (!save("location")) sl_reply_error();
    exit;
  }
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  sl_send_reply("404", "Not Found");
}
event_route[xhttp:request] {
  if (ws_handle_handshake()) exit;
  xhttp_reply("404", "Not Found", "", "");
}
`;

export async function serve() {
  const { folder, close } = temporaryFolder();
  const port = await freePort();
  const file = join(folder, 'kamailio.cfg');
  writeFileSync(file, configuration(port));
  const server = await start(port, 'kamailio', ['-f', file, '-DD', '-Y', folder, '-P', join(folder, 'pid')]);
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(server, { close }),
  };
}

export async function talk(url) {
  globalThis.window ??= globalThis;
  globalThis.WebSocket = load('ws');
  const JsSIP = load('jssip');
  const agent = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(url)],
    uri: 'sip:ada@127.0.0.1',
    register: true,
  });
  const registered = new Promise((resolve) => agent.once('registered', resolve));
  agent.start();
  await registered;
  const answered = new Promise((resolve) => {
    agent.sendOptions('sip:bob@127.0.0.1', '', { eventHandlers: { succeeded: resolve, failed: resolve } });
  });
  await answered;
  agent.stop();
  await pause(1500);
}
