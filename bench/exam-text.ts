// The examination of pasted texts over the corpus below e2e/texts: is each recognised, is its answer right,
// and does a text without bytes yield a verdict about a connection?
//   npm run exam -- text [--verbose]

import { type CorpusText, corpus } from '../e2e/texts/corpus.ts';
import { exitStatus } from '../src/cli/command.ts';
import { parseHandshake } from '../src/decoder/handshake-check/parse.ts';
import { senders } from '../src/decoder/model/basics.ts';
import { createClient } from '../src/worker/client.ts';
import type { CaptureView } from '../src/worker/protocol.ts';
import { sessionRunner } from '../src/worker/serve.ts';
import { createSession } from '../src/worker/session.ts';

/** What was answered to a text. */
export interface TextResult {
  readonly name: string;
  readonly kind: string;
  /** Its kind was recognised. */
  readonly isRecognised: boolean;
  /** What is wrong with the answer; empty when it is right. */
  readonly wrong: readonly string[];
  /** A text without bytes was judged as a connection. */
  readonly isFalseVerdict: boolean;
}

/** Kinds whose texts hold bytes or messages of a connection. */
const kindsWithBytes = new Set(['bytes', 'capture', 'messages', 'mixed']);
/** A handshake is shown as a connection without frames; its request and response are judged, nothing else. */
const kindsWithHeads = new Set(['handshake']);

/** Opens a text as a paste; gives its view and the opcodes of each sender. */
export async function openText(text: string) {
  const client = createClient(sessionRunner(createSession()));
  const assumptions = { sender: null, deflate: null };
  const { capture } = await client.call('open', {
    kind: 'text',
    text,
    name: 'pasted',
    format: null,
    assumptions,
  });
  const opcodes: Record<string, number[]> = { client: [], server: [] };
  for (const { id, frames } of capture.connections) {
    const { rows } = await client.call('rows', { connection: id, filter: '', from: 0, count: frames });
    for (const { sender, opcode } of rows) opcodes[sender].push(opcode);
  }
  return { capture, opcodes };
}

/** Whether a view judges the bytes of a connection: it says something of frames, or that nothing is wrong with them. */
export function judgesConnection(capture: CaptureView, kind: string): boolean {
  if (kindsWithBytes.has(kind)) return false;
  return capture.connections.some(
    ({ frames, messages }) => frames > 0 || messages > 0 || !kindsWithHeads.has(kind),
  );
}

function errorsWrong({ implementation, violation }: CorpusText, { errors }: CaptureView): string[] {
  const wrong: string[] = [];
  if (implementation !== undefined && !errors.some((one) => one.implementation.includes(implementation))) {
    const named = errors.map((one) => one.implementation).join(', ');
    wrong.push(`names ${named || 'nothing'}, not ${implementation}`);
  }
  if (violation !== undefined && !errors.some((one) => one.violations.includes(violation))) {
    wrong.push(`does not name ${violation}`);
  }
  return wrong;
}

/** The exit statuses of `inspect` for a text of a kind: 0 legal, 1 a fault, 2 nothing was recognised, 3 not judged. */
const usualStatus: Readonly<Record<string, readonly number[]>> = {
  'error-text': [3],
  url: [3],
  'packet-tree': [3],
  unknown: [2],
  configuration: [1, 3],
  handshake: [1, 3],
  mixed: [0, 1, 3],
};

async function statusWrong(
  { status, kind, text, isOther }: CorpusText,
  capture: CaptureView,
): Promise<string[]> {
  const usual = isOther ? [3] : usualStatus[kind];
  const expected = status === undefined ? usual : [status];
  const found = await exitStatus(capture, new Blob([text]));
  return expected === undefined || expected.includes(found)
    ? []
    : [`exit status ${found}, not ${expected.join(' or ')}`];
}

function partsWrong({ parts, kind }: CorpusText, { recognition }: CaptureView): string[] {
  const expected = parts ?? (kind === 'unknown' ? [] : [kind]);
  if (kind === 'mixed' && parts === undefined) return [];
  // A part can lie inside another: their order means nothing.
  const found = [...new Set(recognition?.parts.map((part) => part.kind))].sort();
  return found.join(' ') === [...new Set(expected)].sort().join(' ')
    ? []
    : [`parts ${found.join(', ') || 'none'}, not ${expected.join(', ') || 'none'}`];
}

/** Which heads the handshake check finds, when these are known. */
function headsWrong({ heads, text }: CorpusText): string[] {
  if (heads === undefined) return [];
  const found = parseHandshake(text).exchanges.flatMap(({ request, response }) => [
    ...(request === null ? [] : ['request']),
    ...(response === null ? [] : ['response']),
  ]);
  return found.join(' ') === heads.join(' ')
    ? []
    : [`heads ${found.join(', ') || 'none'}, not ${heads.join(', ')}`];
}

export async function resultOf(text: CorpusText): Promise<TextResult> {
  const { capture, opcodes } = await openText(text.text);
  const wrong: string[] = [];
  const isRecognised = capture.kind === text.kind;
  if (!isRecognised) wrong.push(`taken for ${capture.kind} (${capture.formatName})`);
  for (const sender of senders) {
    const expected = text.frames?.[sender].join(' ');
    const found = opcodes[sender].join(' ');
    if (expected !== undefined && found !== expected) wrong.push(`${sender} "${found}", not "${expected}"`);
  }
  const count = text.isOther ? 0 : text.connections;
  if (count !== undefined && capture.connections.length !== count)
    wrong.push(`${capture.connections.length} connections, not ${count}`);
  const { cause: first = 'nothing', confidence = 0 } = capture.connections[0]?.diagnosis[0] ?? {};
  if (typeof text.cause === 'string' && first !== text.cause) wrong.push(`cause ${first}, not ${text.cause}`);
  if (confidence > (text.atMost ?? 1)) wrong.push(`confidence ${confidence}, at most ${text.atMost}`);
  if (text.kind === 'error-text' && isRecognised && capture.errors.length === 0)
    wrong.push('no error listed');
  wrong.push(...errorsWrong(text, capture), ...headsWrong(text), ...(await statusWrong(text, capture)));
  if (isRecognised && text.kind !== 'bytes') wrong.push(...partsWrong(text, capture));
  // A text that is known to hold frames has bytes, whatever else it is.
  const holdsFrames = senders.some((sender) => (text.frames?.[sender].length ?? 0) > 0);
  const isFalseVerdict = judgesConnection(
    capture,
    text.isOther ? 'unknown' : holdsFrames ? 'bytes' : text.kind,
  );
  return { name: text.name, kind: text.kind, isRecognised, wrong, isFalseVerdict };
}

/** The results of every text of the corpus. */
export async function textResults(): Promise<TextResult[]> {
  const results: TextResult[] = [];
  for (const text of corpus()) results.push(await resultOf(text));
  return results;
}

/** Prints the results per kind. Gives the count of false verdicts. */
export async function examineTexts(isVerbose: boolean): Promise<number> {
  const results = await textResults();
  console.log('| kind | texts | recognised | right answer | false verdicts |\n|---|---|---|---|---|');
  const row = (name: string, of: readonly TextResult[]) => {
    const count = (fits: (result: TextResult) => boolean) => of.filter(fits).length;
    const counts = [
      of.length,
      count(({ isRecognised }) => isRecognised),
      count(({ wrong, isFalseVerdict }) => wrong.length === 0 && !isFalseVerdict),
      count(({ isFalseVerdict }) => isFalseVerdict),
    ];
    console.log(`| ${name} | ${counts.join(' | ')} |`);
  };
  for (const kind of new Set(results.map((result) => result.kind))) {
    row(
      kind,
      results.filter((result) => result.kind === kind),
    );
  }
  row('all', results);
  for (const { name, wrong, isFalseVerdict } of results) {
    if (isFalseVerdict) console.log(`FALSE VERDICT ${name}: ${wrong.join('; ')}`);
    else if (wrong.length > 0 && isVerbose) console.log(`miss ${name}: ${wrong.join('; ')}`);
  }
  return results.filter(({ isFalseVerdict }) => isFalseVerdict).length;
}
