// What `nghttp -v` and `nghttpd -v` print of HTTP/2: the fields that were sent stand below their HEADERS frame, the
// fields that arrived stand above it, each with the number of its stream.

import { pair } from '../heads.ts';
import { type Http2Field, headOfHttp2Fields, isHttp2Head, noteOnHttp2 } from '../http2-fields.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextRange } from '../pasted.ts';

// nghttpd puts the number of the connection before the time or after it.
const frameLine =
  /^(?:\[id=\d+\] )?\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? (?:send|recv) (?<type>\w+) frame <.*stream_id=(?<stream>\d+)>/;
const receivedField =
  /^(?:\[id=\d+\] )?\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? recv \(stream_id=(?<stream>\d+)(?:, \w+)*\) (?<name>:?[\w-]+): ?(?<value>.*)$/;
const sentField = /^\s{4,}(?<name>:?[a-z][\w-]*): ?(?<value>.*)$/;
const noteLine = /^\s{4,}(?:;|\(|\[)/;
const progressLine =
  /^(?:\[id=\d+\] )?\[ {0,6}\d+\.\d+\](?: \[id=\d+\])? (?:Connected|send|recv)\b|^The negotiated protocol: h2$/;

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
    const heads = blocksIn(pasted).map(headOfHttp2Fields);
    if (heads.length === 0) return null;
    return {
      form: 'nghttp output',
      recognised: 'Header fields of HTTP/2 as nghttp -v prints them.',
      exchanges: pair(heads),
      url: null,
      notes: [noteOnHttp2],
      reports: [],
    };
  },
};

// Fields of one stream and direction in a row are one head; a pseudo-header that comes again begins the next one.
function blocksIn({ lines }: PastedText): Http2Field[][] {
  const blocks: Http2Field[][] = [];
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
  return blocks.filter(isHttp2Head);
}
