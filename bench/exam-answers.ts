// What the diagnosis answers to the captures of the lab, to generated faults, and to the same faults pasted
// as hex. `exam.ts` prints figures of these answers, `ledger.ts` freezes them.

import { existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { generate, generatedCauses, toPcap } from '../e2e/lab/generate.ts';
import { formatHex } from '../src/decoder/bytes/hex.ts';
import { noAssumptions } from '../src/decoder/model/assumptions.ts';
import type { CaptureView, ConnectionView, OpenInput } from '../src/worker/protocol.ts';
import { createSession } from '../src/worker/session.ts';

export interface Truth {
  readonly cause: string;
  /** Causes that are as correct as `cause`. */
  readonly also: readonly string[];
  readonly sender: 'client' | 'server' | null;
  /** Programs of the recording, each with its version; empty for a generated fault. */
  readonly software?: readonly string[];
  /** Frame offset of the first fault, or `null` when no place in the frames shows it. */
  readonly breakOffset: number | null;
}

export interface Answer {
  /** Path of the capture, or cause and seed of a generated fault. */
  readonly name: string;
  readonly truth: Truth;
  readonly connections: readonly ConnectionView[];
  /** Why there is no connection to judge. */
  readonly problem: string | null;
}

const context = { signal: { cancelled: false }, progress: () => {} };
const unnamed = { name: 'capture', format: null, assumptions: noAssumptions } as const;

async function answerTo(name: string, truth: Truth, input: OpenInput): Promise<Answer> {
  const view: CaptureView = (await createSession().open(input, context)).capture;
  const problem = view.connections.length > 0 ? null : (view.notes[0]?.text ?? 'no connection');
  return { name, truth, connections: view.connections, problem };
}

/** The answer to the bytes of a capture file. */
export function answerToBytes(name: string, truth: Truth, bytes: Uint8Array): Promise<Answer> {
  return answerTo(name, truth, { ...unnamed, kind: 'bytes', bytes });
}

const captureFolder = new URL('../e2e/captures/', import.meta.url).pathname;

/** One answer for each capture of a folder that has a file with its truth. */
export async function labAnswers(only: string | null = null, folder = captureFolder): Promise<Answer[]> {
  const answers: Answer[] = [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => /\.pcap(ng)?$/.test(one)).sort()) {
    const truthFile = folder + name.replace(/\.pcap(ng)?$/, '.json');
    if (!existsSync(truthFile)) continue;
    const truth = { also: [], ...JSON.parse(readFileSync(truthFile, 'utf8')) } as Truth;
    if (only !== null && truth.cause !== only) continue;
    const file = await openAsBlob(folder + name);
    answers.push(await answerTo(name, truth, { ...unnamed, kind: 'file', file }));
  }
  return answers;
}

// Causes that one direction's frames alone cannot show: they need the handshake, times or the other
// direction.
const notInPastedFrames = new Set([
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

/** Longest paste that is examined, in bytes: users paste less. */
const maxPastedBytes = 60_000;

/** The bytes after the blank line that ends a direction's handshake. */
function afterHead(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10)
      return bytes.subarray(i + 4);
  }
  return bytes;
}

/** The causes that can be generated, each once. */
export const generatedFaults: readonly string[] = [...new Set(generatedCauses)];

/** One generated fault as a capture and, where the frames of one direction can show it, as pasted hex. */
export async function generatedAnswers(
  cause: string,
  seed: number,
): Promise<{ capture: Answer; paste: Answer | null }> {
  const made = generate(seed, cause);
  const name = `${cause}#${seed}`;
  const capture = await answerTo(name, made.truth, { ...unnamed, kind: 'bytes', bytes: toPcap(made) });
  const { sender } = made.truth;
  if (sender === null || notInPastedFrames.has(cause)) return { capture, paste: null };
  const text = formatHex(afterHead(made[sender]).subarray(0, maxPastedBytes), ' ');
  return { capture, paste: await answerTo(name, made.truth, { ...unnamed, kind: 'text', text }) };
}

/** Whether a cause of this connection is the right one, and and its rank: 0 is first. */
export function rankOfTruth({ diagnosis }: ConnectionView, truth: Truth): number {
  const right = [truth.cause, ...truth.also];
  const rank = diagnosis.findIndex(({ cause }) => right.includes(cause));
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

/** The connection whose diagnosis is closest to the truth: a capture may hold both legs of a proxy. */
export function bestConnection({ connections, truth }: Answer): ConnectionView | null {
  const ranked = [...connections].sort((a, b) => rankOfTruth(a, truth) - rankOfTruth(b, truth));
  return ranked[0] ?? null;
}

/** The truth of a capture that holds no WebSocket: right is an answer without a connection. */
export const noWebSocket = 'no-websocket';

/** Whether the capture holds no WebSocket, and none was found. */
export function isRightlyEmpty({ truth, connections }: Answer): boolean {
  return truth.cause === noWebSocket && connections.length === 0;
}

/** Whether the right cause comes first. */
export function isRight(answer: Answer): boolean {
  if (isRightlyEmpty(answer)) return true;
  const best = bestConnection(answer);
  return best !== null && rankOfTruth(best, answer.truth) === 0;
}

/** Whether the break was found where it is; `null` when the truth names no place. */
export function isBreakRight({ connections, truth }: Answer): boolean | null {
  const { sender, breakOffset } = truth;
  if (sender === null || breakOffset === null) return null;
  return connections.some(({ breaks }) =>
    breaks.some((one) => one.sender === sender && one.offset === breakOffset),
  );
}

/** From this confidence on an answer is given as sure. */
export const sureConfidence = 0.9;

/** A wrong cause comes first, with a confidence that leaves no doubt: the worst kind of answer. */
export function isWrongAndSure(answer: Answer): boolean {
  if (isRight(answer)) return false;
  const best = bestConnection(answer);
  return (best?.diagnosis[0]?.confidence ?? 0) >= sureConfidence;
}

/** Whether the first cause shows bytes of the sender that the truth names; `null` where there is none to check. */
export function isSenderRight(answer: Answer): boolean | null {
  const { sender, cause } = answer.truth;
  if (sender === null || cause === 'healthy' || !isRight(answer)) return null;
  const shown = answer.connections
    .filter(({ level }) => level !== 'sound')
    .map(({ diagnosis }) => diagnosis[0]?.evidence.find(({ place }) => place !== null)?.place?.sender)
    .filter((one) => one !== undefined);
  return shown.length === 0 ? null : shown.includes(sender);
}

/** Numbers of a sentence, without those of offsets. */
function numbersOf(text: string): number[] {
  return [...text.replace(/0x[0-9a-f]+/gi, '').matchAll(/\d[\d,]*/g)].map(([digits]) =>
    Number(digits.replaceAll(',', '')),
  );
}

/**
 * Whether a claim that begins with a declared length states the one that the header has at the place of its
 * first evidence; `null` where the claim states none.
 */
export function isClaimedLengthRight({ connections }: Answer): boolean | null {
  for (const { diagnosis, breaks } of connections) {
    const claim = diagnosis[0]?.claim ?? '';
    if (breaks.length === 0 || !/declare[sd]/.test(claim)) continue;
    const stated = diagnosis[0].evidence.find(({ text }) => /header declares/.test(text));
    if (stated === undefined) continue;
    const [declared] = numbersOf(stated.text);
    return numbersOf(claim).includes(declared);
  }
  return null;
}

/** Number of violations that were reported, without notes. */
export function faultCount({ connections }: Answer): number {
  const faults = connections.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity !== 'note'),
  );
  return faults.length;
}
