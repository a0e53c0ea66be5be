// What `nghttp -v` and `nghttpd -v` print of HTTP/2: the fields that were sent stand below their HEADERS frame, the
// fields that arrived stand above it, each with the number of its stream.

import { type FoundHead, headOf, pair, statusLineOf } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine, TextRange } from '../pasted.ts';

const frameLine =
  /^\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? (?:send|recv) (?<type>\w+) frame <.*stream_id=(?<stream>\d+)>/;
const receivedField =
  /^\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? recv \(stream_id=(?<stream>\d+)(?:, \w+)*\) (?<name>:?[\w-]+): ?(?<value>.*)$/;
const sentField = /^\s{4,}(?<name>:?[a-z][\w-]*): ?(?<value>.*)$/;
const noteLine = /^\s{4,}(?:;|\(|\[)/;
const progressLine =
  /^\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? (?:Connected|send|recv)\b|^The negotiated protocol: h2$/;

interface Field {
  readonly name: string;
  readonly value: string;
  readonly at: TextRange;
}

/** Reads the output of nghttp. */
export const nghttpOutput: FormReader = {
  recognise(pasted) {
    if (!pasted.text.includes('stream_id=')) return null;
    const evidence = matchingLines(pasted, [
      [frameLine, 'a frame of HTTP/2'],
      [receivedField, 'a field that arrived'],
      [progressLine, 'a step of the connection'],
      [sentField, 'a field that was sent'],
      [noteLine, 'a detail of a frame'],
    ]);
    const isOutput = evidence.some(({ is }) => is === 'a frame of HTTP/2' || is === 'a field that arrived');
    const heads = isOutput ? blocksIn(pasted) : [];
    return heads.length > 0 ? { form: 'nghttp output', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const heads = blocksIn(pasted).map(headOfBlock);
    if (heads.length === 0) return null;
    return {
      form: 'nghttp output',
      recognised: 'Header fields of HTTP/2 as nghttp -v prints them.',
      exchanges: pair(heads),
      url: null,
      notes: [
        'This was HTTP/2: a WebSocket begins there with :method CONNECT and :protocol websocket, and the response is 200. Upgrade, Connection and Sec-WebSocket-Key do not exist there.',
      ],
      reports: [],
    };
  },
};

// Fields of one stream and direction in a row are one head; a pseudo-header that comes again begins the next one.
function blocksIn({ lines }: PastedText): Field[][] {
  const blocks: Field[][] = [];
  let owner = '';
  let isInHeaders = false;
  const add = (from: string, { groups = {} }: RegExpExecArray, at: TextRange) => {
    const field = { name: groups.name.toLowerCase(), value: groups.value, at };
    const last = blocks.at(-1);
    const isRepeated = field.name.startsWith(':') && last?.some(({ name }) => name === field.name);
    if (last && from === owner && !isRepeated) last.push(field);
    else blocks.push([field]);
    owner = from;
  };
  for (const { text, at } of lines) {
    const arrived = receivedField.exec(text);
    const frame = frameLine.exec(text)?.groups;
    const sent = isInHeaders ? sentField.exec(text) : null;
    if (arrived) add(`recv ${arrived.groups?.stream}`, arrived, at);
    else if (frame) isInHeaders = frame.type === 'HEADERS';
    else if (sent) add('send', sent, at);
    if (frame) owner = owner.startsWith('send') ? '' : owner;
    else if (arrived || text.startsWith('[')) isInHeaders = false;
  }
  return blocks.filter((block) => block.some(({ name }) => /^:(?:method|status|path)$/.test(name)));
}

function headOfBlock(fields: readonly Field[]): FoundHead {
  const pseudo = (name: string) => fields.find((one) => one.name === name);
  const status = pseudo(':status');
  const method = pseudo(':method');
  const host = pseudo(':authority');
  const lines: TextLine[] = fields
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value, at }) => ({ text: `${name}: ${value}`, at }));
  if (host) lines.unshift({ text: `host: ${host.value}`, at: host.at });
  const startLine = status
    ? statusLineOf(Number(status.value)).replace('HTTP/1.1', 'HTTP/2')
    : `${method?.value ?? 'GET'} ${pseudo(':path')?.value ?? '/'} HTTP/2`;
  // The audit of HTTP/2 asks for these pseudo-headers; as text they come after the headers.
  const others = status ? [] : [':scheme', ':path', ':protocol'].flatMap((name) => pseudo(name) ?? []);
  const count = lines.length;
  lines.push(...others.map(({ name, value, at }) => ({ text: `${name}: ${value}`, at })));
  const head = headOf({ startLine, startLineAt: (status ?? method)?.at ?? null, lines });
  const headersAt = [...head.headersAt.slice(0, count), ...others.map(({ at }) => at)];
  return { head: { ...head, headersAt }, rest: null };
}
