// Runs the cases of every cases-*.ts and writes captures and truths: npm run lab -- [name filter ...]
// [--missing] [--out DIR]
// --missing records only the cases whose capture is not there yet; --words records nothing and writes the cases' own
// words (cause, also, software, story) anew into the truths that are there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeBrowser } from './browser.ts';
import { Lab, type LabCase } from './lab.ts';
import { writeSamples } from './samples.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const outAt = process.argv.indexOf('--out');
const captures = outAt > 0 ? process.argv[outAt + 1] : join(here, '../captures');
const filters = process.argv.slice(2, outAt > 0 ? outAt : undefined).filter((one) => !one.startsWith('--'));
const onlyMissing = process.argv.includes('--missing');
const jobs = 3;

async function allCases(): Promise<LabCase[]> {
  const files = readdirSync(here).filter((name) => /^cases-.*\.ts$/.test(name));
  const modules = await Promise.all(
    files.sort().map((name) => import(join(here, name)) as Promise<{ cases: LabCase[] }>),
  );
  const all = modules.flatMap((module) => module.cases);
  const names = all.map((one) => `${one.cause}/${one.name}`);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0) throw new Error(`two cases of one name: ${twice.join(', ')}`);
  return all;
}

async function runCase(one: LabCase): Promise<boolean> {
  const lab = new Lab();
  const label = `${one.cause}/${one.name}`;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), one.slow ? 120_000 : 30_000);
    });
    const truth = await Promise.race([one.run(lab), late]);
    const { bytes, format, open } = await lab.finish();
    const folder = join(captures, one.cause);
    mkdirSync(folder, { recursive: true });
    for (const other of ['pcap', 'pcapng']) rmSync(join(folder, `${one.name}.${other}`), { force: true });
    writeFileSync(join(folder, `${one.name}.${format}`), bytes);
    const { cause, also = [], software, story } = one;
    const record = { cause, also, software, story, ...truth };
    writeFileSync(join(folder, `${one.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
    const rest = open.length > 0 ? `  (still open: ${open.join(' ')})` : '';
    const place = truth.sender ? `${truth.sender} ${truth.breakOffset ?? '-'}` : '-';
    console.log(`ok    ${label}  ${bytes.length} bytes  break ${place}${rest}`);
    return true;
  } catch (error) {
    console.log(`FAIL  ${label}  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
    await lab.stop().catch((error) => console.log(`      ${label} is not all stopped: ${error}`));
  }
}

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // a socket of a finished case that was reset late; anything else is a fault of the lab
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'ECONNREFUSED') return;
  console.error(error);
  process.exit(1);
});

const chosen = (await allCases()).filter(
  (one) => filters.length === 0 || filters.some((filter) => `${one.cause}/${one.name}`.includes(filter)),
);
const wanted = chosen.filter(
  (one) => !onlyMissing || !existsSync(join(captures, one.cause, `${one.name}.json`)),
);
if (process.argv.includes('--words')) {
  for (const { cause, name, also = [], software, story } of chosen) {
    const file = join(captures, cause, `${name}.json`);
    if (!existsSync(file)) continue;
    const { sender, breakOffset, port, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      unknown
    >;
    const record = { ...rest, cause, also, software, story, sender, breakOffset, port };
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  }
  process.exit(0);
}
const slow = wanted.filter((one) => one.slow).map(runCase);
const queue = wanted.filter((one) => !one.slow);
const workers = Array.from({ length: jobs }, async () => {
  let fine = 0;
  for (let one = queue.shift(); one; one = queue.shift()) if (await runCase(one)) fine++;
  return fine;
});
const fine = (await Promise.all([...workers, ...slow])).reduce<number>((sum, n) => sum + Number(n), 0);
await closeBrowser();
if (outAt < 0) writeSamples();
console.log(`${fine} of ${wanted.length} cases recorded`);
process.exit(fine === wanted.length ? 0 : 1);
