// Records the truth of the corpus: runs every text in the real program and writes `truth.json`.
//
//   npx tsx e2e/configurations/record.ts [--only PART] [--silence | --folder DIR] [--list TEXTS.json RESULTS.json]
//
// Linux, as root: it starts itself again in network and mount namespaces of its own, so that the texts can listen on
// port 80 and name any host. `--list` runs other texts; the exam runs the corrections so. `--silence`
// waits for the end of a silent connection to each URL of `silence/`.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideNodePackages } from '../fixes/harness/node-packages.ts';
import { makeCertificate } from '../fixes/harness/servers.ts';
import {
  type CorpusProgram,
  corpusFolder,
  corpusPrograms,
  readCorpus,
  readTruth,
  silenceFolder,
  type Truth,
} from './corpus.ts';
import { packageSets, setsOf } from './dev-servers.ts';
import { runReally } from './real-run.ts';

const words = process.argv.slice(2);
const inside = process.env.FRAMESCOPE_OWN_NETWORK === '1';
const folder = path.join(tmpdir(), `framescope-record-${process.pid}`);

if (inside) await record();
else await startInside();

/** The sets of packages that the texts which run need. */
function neededSets(): (keyof typeof packageSets)[] {
  const only = words.includes('--only') ? words[words.indexOf('--only') + 1].split('/')[0] : '';
  const list = words[0] === '--list' ? readFileSync(words[1], 'utf8') : null;
  const sets = corpusPrograms.flatMap((program) => {
    const runs = list === null ? program.startsWith(only) : list.includes(`"program":"${program}"`);
    return runs ? (setsOf[program] ?? []) : [];
  });
  return [...new Set(sets)];
}

async function startInside(): Promise<void> {
  const packages = await Promise.all(
    neededSets().map(async (set) => ({ set, at: await provideNodePackages(...packageSets[set]) })),
  );
  const env = packages.map(({ set, at }) => [`FRAMESCOPE_${set}`, at?.folder ?? '']);
  const script = [
    'ip link set lo up',
    'ip route add local 10.0.0.0/8 dev lo',
    'ip route add local 192.168.0.0/16 dev lo',
    'ip route add local 172.16.0.0/12 dev lo',
    'hosts=$(mktemp); mount --bind "$hosts" /etc/hosts',
    'echo "nameserver 127.0.0.1" > "$hosts.conf"; mount --bind "$hosts.conf" /etc/resolv.conf',
    'exec npx tsx "$@"',
  ].join('\n');
  const own = fileURLToPath(import.meta.url);
  const done = spawnSync('unshare', ['-n', '-m', 'bash', '-c', script, 'record', own, ...words], {
    stdio: 'inherit',
    env: { ...process.env, ...Object.fromEntries(env), FRAMESCOPE_OWN_NETWORK: '1' },
  });
  for (const { at } of packages) await at?.remove();
  process.exitCode = done.status ?? 1;
}

async function record(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const certificate = await makeCertificate(folder);
  const run = (program: CorpusProgram, text: string, urls: readonly string[], waitsForEnd = false) =>
    runReally({ program, text, urls, waitsForEnd }, path.join(folder, 'run'), certificate);
  if (words[0] === '--list') {
    const list = JSON.parse(readFileSync(words[1], 'utf8')) as {
      program: CorpusProgram;
      text: string;
      urls: string[];
    }[];
    const out = [];
    for (const one of list) out.push(await run(one.program, one.text, one.urls));
    writeFileSync(words[2], JSON.stringify(out));
    return;
  }
  const isSilence = words.includes('--silence');
  const folderAt = words.indexOf('--folder');
  const texts = folderAt >= 0 ? path.resolve(words[folderAt + 1]) : isSilence ? silenceFolder : corpusFolder;
  const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : '';
  const before: Truth = only === '' ? {} : readTruth(texts);
  for (const one of readCorpus(undefined, texts)) {
    const key = `${one.program}/${one.name}`;
    if (!key.includes(only)) continue;
    const truth = await run(one.program, one.text, one.urls, isSilence);
    before[key] = truth;
    const said = truth.started
      ? truth.probes
          .map(({ why, path: to, http, silentSeconds }) => `${why} ${to} ${http} ${silentSeconds ?? ''}`)
          .join(' | ')
      : truth.says;
    console.log(`${key}: ${said}`);
  }
  writeFileSync(path.join(texts, 'truth.json'), `${JSON.stringify(before, null, 1)}\n`);
}
