// Records what real programs say to each other, through the tap of this project:
//   PROGRAMS=folder node e2e/contents/record.mjs [name ...]
// The folder has the packages: npm install socket.io socket.io-client mqtt aedes ws @stomp/stompjs stomp-broker-js
// graphql graphql-ws sockjs @msgpack/msgpack cborg phoenix @microsoft/signalr wampy @novnc/novnc
// @kubernetes/client-node@1 guacamole-common-js guacamole-lite jssip @xmpp/client @rails/actioncable
// and Debian has the servers that the programs name.
// What was recorded is in recordings/*.pcapng; recordings/*.txt says what each message is, read through by a person.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const all = readdirSync(join(here, 'programs'))
  .map((file) => basename(file, '.mjs'))
  .filter((name) => name !== 'kit');
const names = process.argv.length > 2 ? process.argv.slice(2) : all;

/** Starts the tap in front of a server. Resolves with its address. */
function startTap(address, file) {
  const tap = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(root, 'src/cli/tap.ts'),
      address,
      '--listen',
      '0',
      '--out',
      file,
      '--replace',
      '--once',
    ],
    { cwd: root },
  );
  const ended = new Promise((resolve) => tap.once('exit', resolve));
  return new Promise((resolve, reject) => {
    let said = '';
    const take = (data) => {
      said += data;
      const found = /ws:\/\/127\.0\.0\.1:\d+\S*/g;
      const url = [...said.matchAll(found)]
        .map(([one]) => one)
        .find((one) => !address.startsWith(one.replace(/\/$/, '')));
      if (url) resolve({ url, ended });
    };
    tap.stdout.on('data', take);
    tap.stderr.on('data', take);
    tap.once('exit', () => reject(new Error(said)));
  });
}

for (const name of names) {
  const program = await import(`./programs/${name}.mjs`);
  const { address, close } = await program.serve();
  const { url, ended } = await startTap(address, join(here, 'recordings', `${name}.pcapng`));
  await program.talk(url);
  await ended;
  close();
  console.log(`${name}: recorded`);
}
process.exit(0);
