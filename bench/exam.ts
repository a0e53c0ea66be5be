// The examination of the diagnosis: every capture of the lab, generated faults, sound streams, and the same streams pasted as
// text. Prints, per cause, how often the right one came first or among the first three, what it was taken for, false alarms,
// the exactness of the break and the calibration of the confidences.
//
//   npm run exam -- [--seeds N] [--only CAUSE] [--verbose]

import { existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { generate, generatedCauses, toPcap } from '../e2e/lab/generate.ts';
import { formatHex } from '../src/decoder/bytes/hex.ts';
import { noAssumptions } from '../src/decoder/model/assumptions.ts';
import type { CaptureView, OpenInput } from '../src/worker/protocol.ts';
import { createSession } from '../src/worker/session.ts';

interface Truth {
  readonly cause: string;
  readonly also: readonly string[];
  readonly sender: 'client' | 'server' | null;
  readonly breakOffset: number | null;
}

interface Answer {
  readonly name: string;
  readonly truth: Truth;
  /** Causes of the connection that fits the truth best, best first. */
  readonly causes: readonly { readonly cause: string; readonly confidence: number }[];
  readonly breaks: readonly { readonly sender: string; readonly offset: number }[];
  readonly findings: number;
  readonly problem: string | null;
}

const arguments_ = process.argv.slice(2);
const option = (name: string): string | null => {
  const at = arguments_.indexOf(name);
  return at < 0 ? null : (arguments_[at + 1] ?? '');
};
const seeds = Number(option('--seeds') ?? 8);
const only = option('--only');
const verbose = arguments_.includes('--verbose');

const context = { signal: { cancelled: false }, progress: () => {} };

async function ask(input: OpenInput): Promise<CaptureView> {
  return createSession().open(input, context);
}

function rankIn(causes: readonly { readonly cause: string }[], truth: Truth): number {
  const right = [truth.cause, ...truth.also];
  const at = causes.findIndex(({ cause }) => right.includes(cause));
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** The answer of the connection that knows best: a capture may hold both legs of a proxy. */
function answerOf(name: string, truth: Truth, view: CaptureView): Answer {
  const errors = view.connections.reduce(
    (sum, { findings }) => sum + findings.filter(({ severity }) => severity !== 'note').length,
    0,
  );
  const ranked = [...view.connections].sort(
    (a, b) => rankIn(a.diagnosis, truth) - rankIn(b.diagnosis, truth),
  );
  const best = ranked[0];
  return {
    name,
    truth,
    causes: best?.diagnosis.map(({ cause, confidence }) => ({ cause, confidence })) ?? [],
    breaks: view.connections.flatMap(({ breaks }) => breaks),
    findings: errors,
    problem: best === undefined ? (view.notes[0]?.text ?? 'no connection') : null,
  };
}

const right = (answer: Answer): number => rankIn(answer.causes, answer.truth);

function breakRight(answer: Answer): boolean | null {
  const { sender, breakOffset } = answer.truth;
  if (sender === null || breakOffset === null) return null;
  return answer.breaks.some((found) => found.sender === sender && found.offset === breakOffset);
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '   -  ' : `${((part / whole) * 100).toFixed(1).padStart(5)} %`;
}

function report(title: string, answers: readonly Answer[]): void {
  const broken = answers.filter(({ truth }) => truth.cause !== 'healthy');
  const sound = answers.filter(({ truth }) => truth.cause === 'healthy');
  console.log(`\n${title}: ${answers.length} streams`);
  const byCause = groupBy(broken, ({ truth }) => truth.cause);
  console.log(`  ${'cause'.padEnd(32)} ${'n'.padStart(4)}  rank 1   rank 3   taken for`);
  for (const [cause, list] of [...byCause].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = list.filter((answer) => right(answer) === 0).length;
    const third = list.filter((answer) => right(answer) < 3).length;
    const others = list
      .filter((answer) => right(answer) > 0)
      .map((answer) => answer.causes[0]?.cause ?? 'nothing');
    const counts = [...groupBy(others, (other) => other)].map(([other, all]) =>
      all.length > 1 ? `${other} ×${all.length}` : other,
    );
    console.log(
      `  ${cause.padEnd(32)} ${String(list.length).padStart(4)} ${percent(first, list.length)}  ${percent(third, list.length)}   ${counts.join(', ')}`,
    );
  }
  const first = broken.filter((answer) => right(answer) === 0).length;
  const third = broken.filter((answer) => right(answer) < 3).length;
  console.log(
    `  all broken: rank 1 ${percent(first, broken.length)} (${first} of ${broken.length}), rank 3 ${percent(third, broken.length)}`,
  );
  const alarms = sound.filter(({ causes, findings }) => findings > 0 || causes[0]?.cause !== 'healthy');
  const other = sound.filter(({ causes }) =>
    causes.some(({ cause }) => cause !== 'healthy' && cause !== 'mid-stream-start'),
  );
  console.log(
    `  sound: ${sound.length}, false alarms ${alarms.length}${
      alarms.length > 0
        ? ` (${alarms
            .slice(0, 8)
            .map(({ name, causes }) => `${name}: ${causes[0]?.cause}`)
            .join('; ')})`
        : ''
    }, with any cause named ${other.length}${
      other.length > 0
        ? ` (${other
            .slice(0, 8)
            .map(({ name, causes }) => `${name}: ${causes.map(({ cause }) => cause).join('+')}`)
            .join('; ')})`
        : ''
    }`,
  );
  const offsets = answers.map(breakRight).filter((result) => result !== null);
  console.log(
    `  break offset exact: ${percent(offsets.filter(Boolean).length, offsets.length)} of ${offsets.length}`,
  );
  for (const answer of answers) {
    const rank = right(answer);
    const offBy = breakRight(answer) === false;
    if (verbose && (rank > 0 || offBy)) {
      const { sender, breakOffset } = answer.truth;
      console.log(
        `    ${rank > 0 ? `rank ${rank === Number.POSITIVE_INFINITY ? '-' : rank + 1}` : 'break '} ${answer.name}: ${answer.causes
          .slice(0, 3)
          .map(({ cause, confidence }) => `${cause} ${confidence}`)
          .join(
            ', ',
          )}${offBy ? ` | break ${sender}@${breakOffset}, found ${answer.breaks.map(({ sender: s, offset }) => `${s}@${offset}`).join(' ') || 'none'}` : ''}${answer.problem ? ` | ${answer.problem}` : ''}`,
      );
    }
  }
}

/** Of all first answers given with about the same confidence, how many were right. */
function calibration(answers: readonly Answer[]): void {
  console.log('\nCalibration of first answers');
  for (const [low, high] of [
    [0, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 0.97],
    [0.97, 1.01],
  ]) {
    const list = answers.filter(
      ({ causes }) => (causes[0]?.confidence ?? 0) >= low && (causes[0]?.confidence ?? 0) < high,
    );
    const mean = list.reduce((sum, { causes }) => sum + (causes[0]?.confidence ?? 0), 0) / list.length;
    const hits = list.filter((answer) => right(answer) === 0).length;
    console.log(
      `  said ${low.toFixed(2)}-${Math.min(1, high).toFixed(2)}: ${String(list.length).padStart(5)} answers, mean said ${list.length === 0 ? ' -  ' : mean.toFixed(2)}, right ${percent(hits, list.length)}`,
    );
  }
}

async function labAnswers(): Promise<Answer[]> {
  const answers: Answer[] = [];
  const files = readdirSync('e2e/captures', { recursive: true, encoding: 'utf8' });
  for (const file of files
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => `e2e/captures/${name}`)) {
    const truthFile = file.replace(/\.pcap(ng)?$/, '.json');
    if (!existsSync(truthFile)) continue;
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
    if (only !== null && truth.cause !== only) continue;
    const view = await ask({
      kind: 'file',
      file: await openAsBlob(file),
      name: 'capture',
      format: null,
      assumptions: noAssumptions,
    });
    answers.push(answerOf(file.replace('e2e/captures/', ''), { ...truth, also: truth.also ?? [] }, view));
  }
  return answers;
}

/** Past the blank line of a direction's handshake. */
function afterHead(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10)
      return bytes.subarray(i + 4);
  }
  return bytes;
}

// Causes that one direction's frames alone can show. The rest need the handshake, times or the other side.
const notInBytes = new Set([
  'healthy',
  'upgrade-refused',
  'proxy-stripped-upgrade',
  'proxy-http-1.0',
  'handshake-header-missing',
  'handshake-accept-mismatch',
  'handshake-negotiation',
  'double-handshake',
  'proxy-protocol-header',
  'idle-timeout',
  'abnormal-close',
  'message-too-large',
  'capture-truncated',
  'capture-loss',
  'mid-stream-start',
  'encrypted',
  'valid-bytes-receiver-at-fault',
  'tls-on-plaintext-port',
  'plaintext-on-tls-port',
  'context-takeover-mismatch',
  'compression-not-negotiated',
  'handshake-boundary',
  'old-draft',
  'http2-preface',
]);

async function generatedAnswers(): Promise<{ captures: Answer[]; pastes: Answer[] }> {
  const captures: Answer[] = [];
  const pastes: Answer[] = [];
  for (const cause of [...new Set(generatedCauses)]) {
    if (only !== null && cause !== only) continue;
    const times = cause === 'healthy' ? seeds * 8 : seeds;
    for (let seed = 1; seed <= times; seed++) {
      const made = generate(seed, cause);
      const name = `${cause}#${seed}`;
      const pcap = toPcap(made);
      const view = await ask({
        kind: 'bytes',
        bytes: pcap,
        name: 'capture',
        format: null,
        assumptions: noAssumptions,
      });
      captures.push(answerOf(name, made.truth, view));
      const { sender } = made.truth;
      if (sender === null || notInBytes.has(cause)) continue;
      const text = formatHex(afterHead(made[sender]).subarray(0, 60_000), ' ');
      const pasted = await ask({
        kind: 'text',
        text,
        name: 'pasted',
        format: null,
        assumptions: noAssumptions,
      });
      pastes.push(answerOf(name, made.truth, pasted));
    }
  }
  return { captures, pastes };
}

const started = performance.now();
const lab = await labAnswers();
report('Lab captures', lab);
const { captures, pastes } = await generatedAnswers();
report('Generated faults', captures);
report('Pasted hex of the same, one direction, no handshake', pastes);
calibration([...lab, ...captures, ...pastes]);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
