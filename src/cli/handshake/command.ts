// `framescope handshake`: a real handshake from this machine, or a pasted one, judged as in the page.

import { maxTextBytes } from '../../decoder/model/check-limits.ts';
import { formatBytes } from '../../decoder/model/words.ts';
import { encodeSegments } from '../../decoder/segments/segments.ts';
import { checksForJson } from '../../library/checks.ts';
import { checkedHandshake } from '../../library/run-checks.ts';
import { plainArguments } from '../arguments.ts';
import { linesOfPart } from '../check-report.ts';
import { inspectInputs } from '../command.ts';
import { InputProblem, openInput } from '../input.ts';
import { isPageAddress } from '../page-address.ts';
import { type CommandStreams, reportFailure, writeTo } from '../streams.ts';
import { printable, styleFor, terminalJson } from '../style.ts';
import { handshakeWords } from '../words/handshake.ts';
import { lastValue, type ParsedWords, parseWords } from '../words/parse.ts';
import { attemptHandshake, type HandshakeRequest, isSecure, maxAnswerMs, requestText } from './attempt.ts';

/** Seconds that frames are recorded after a 101, without --wait. */
const usualWait = 2;
/** Longest --wait, in seconds. */
const maxWait = 3600;

function headerOf(text: string): readonly [string, string] {
  const found = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(text);
  if (found === null) throw new InputProblem(`Expected 'Name: value' after --header, found ${text}.`);
  return [found[1], found[2].trimEnd()];
}

function requestOf(address: string, parsed: ParsedWords): HandshakeRequest {
  if (!URL.canParse(address))
    throw new InputProblem(`Expected an address such as wss://example.com/ws, found ${address}.`);
  const asked = lastValue(parsed, '--wait');
  const wait = asked === null ? usualWait : Number(asked);
  if (!(wait >= 0 && wait <= maxWait)) {
    throw new InputProblem(`Expected 0 to ${maxWait} seconds after --wait, found ${asked}.`);
  }
  const origin = lastValue(parsed, '--origin');
  const headers = (parsed.options.get('--header') ?? []).map(headerOf);
  return {
    url: new URL(address),
    headers: origin === null ? headers : [...headers, headerOf(`Origin: ${origin}`)],
    subprotocols: parsed.options.get('--subprotocol') ?? [],
    insecure: parsed.options.has('--insecure'),
    waitMs: wait * 1000,
  };
}

/** Lines of a head, each marked and printable. */
function headLines(text: string, mark: string): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `${mark} ${printable(line)}`);
}

async function makeHandshake(address: string, parsed: ParsedWords, streams: CommandStreams): Promise<number> {
  const request = requestOf(address, parsed);
  const json = parsed.options.has('--json');
  const page = lastValue(parsed, '--page');
  if (page !== null && !isPageAddress(page)) {
    throw new InputProblem(`Expected the address of the page after --page, found ${page}.`);
  }
  const head = requestText(request);
  const attempt = await attemptHandshake(request, head);
  const options = { ...plainArguments, json, page };
  const judge = (name: string, file: Blob) =>
    inspectInputs(options, [{ name, file, close: async () => {} }], streams);
  if (attempt.failure !== null) {
    await judge(request.url.host, new Blob([`Error: ${attempt.failure}\n`]));
    return 1;
  }
  const { segments, client, server, answer, isAnswered, hasEnded } = attempt;
  if (!json) {
    const came = answer === '' ? ['< (nothing)'] : headLines(answer, '<');
    if (!isAnswered && !hasEnded) {
      const found = answer === '' ? 'none' : 'its beginning';
      came.push('', `Expected an answer within ${maxAnswerMs / 1000} s, found ${found}.`);
    }
    await writeTo(streams.stdout, `${[...headLines(head, '>'), '', ...came, ''].join('\n')}\n`);
  }
  const transport = isSecure(request.url) ? ('tls' as const) : ('tcp' as const);
  const url = `${isSecure(request.url) ? 'wss' : 'ws'}://${request.url.host}${request.url.pathname}`;
  const capture = encodeSegments({
    connections: [{ client, server, url, roles: 'known', transport, segments }],
  });
  const status = await judge(request.url.host, new Blob([capture]));
  return isAnswered || hasEnded ? status : 1;
}

async function judgePasted(path: string, parsed: ParsedWords, streams: CommandStreams): Promise<number> {
  const input = await openInput(path, streams.stdin);
  try {
    const { size } = input.file;
    if (size > maxTextBytes) {
      throw new InputProblem(
        `Expected at most ${formatBytes(maxTextBytes)} of text, found ${formatBytes(size)}.`,
      );
    }
    const part = { kind: 'handshake' as const, name: input.name };
    const checked = checkedHandshake(await input.file.text(), part, (line) => ({ file: null, line }));
    if (checked.handshake?.exchanges.length === 0 && checked.headline.level === 'unknown') {
      const found = checked.headline.title || 'another text';
      throw new InputProblem(`Expected a handshake, found none: ${found}`);
    }
    const json = parsed.options.has('--json');
    const text = json
      ? terminalJson({ checks: checksForJson([checked]) })
      : linesOfPart(checked, styleFor(streams.stdout, streams.env)).slice(1).join('\n');
    await writeTo(streams.stdout, `${text}\n`);
    return { broken: 1, warning: 0, sound: 0, unknown: 3 }[checked.headline.level];
  } finally {
    await input.close();
  }
}

/** Runs `handshake` with the words after its name. Resolves to the exit status. */
export async function handshake(words: readonly string[], streams: CommandStreams): Promise<number> {
  try {
    const parsed = parseWords(words, handshakeWords);
    if ('problem' in parsed) throw new InputProblem(parsed.problem);
    const [operand, ...more] = parsed.operands;
    if (operand === undefined || more.length > 0) {
      throw new InputProblem(`Expected one address, file or -, found ${parsed.operands.length}.`);
    }
    const isAddress = /^(?:wss?|https?):\/\//i.test(operand);
    return await (isAddress ? makeHandshake : judgePasted)(operand, parsed, streams);
  } catch (error) {
    return reportFailure('framescope handshake', error, streams);
  }
}
