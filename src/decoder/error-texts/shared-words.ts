// Words that programs with WebSocket share with many that have none: decoders of audio, kernels, HTTP/2, brokers.
// They speak of a WebSocket where the paste does, or where they are the whole line, as people quote a console.

import { causesOfMessage } from '../implementations/messages.ts';
import { kindOf } from './kinds.ts';

/** Words that say nothing of a WebSocket by themselves. */
const sharedWords =
  /\bprotocol[ _](?:error|violation)\b|\binvalid frame header\b|\b(?:NGHTTP2|ERR_HTTP2)_\w+|\(\d{3}\)/i;
const eachSharedWord = new RegExp(sharedWords.source, 'gi');

/** What shows that a paste is about a WebSocket: the name, its URLs and fields, close codes, and libraries for it. */
const webSocketSign =
  /web[-_ ]?socket|\bwss?\b|\[wsc?\]|_ws_|\blws_|\bsec-ws|\bopcode\b|\brsv[123]\b|\bclose[ _-]?(?:code|frame|event)\b|\b10(?:0\d|1[0-5])\b|\b101 switching\b|socket\.?io|engine\.?io|sockjs|signalr|action ?cable|wsproto|tungstenite|gorilla|nhooyr|gobwas|flask[_-]sock|ratchet|okhttp|kNWErrorDomain|NSPOSIXErrorDomain|NSURLErrorDomain|nw_\w+|\bupgrade\b(?! required)/i;

/** What stands before the words of an error: a time, a level, the name of a class of errors. */
const head =
  /^(?:\d{4}-\d\d-\d\d[T ]|\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\s*|[[(]?(?:ERR(?:OR)?|WARN(?:ING)?|FATAL)[\])]?:?\s+|(?:Uncaught|Unhandled)(?: \(in promise\))?:?\s+|[\w.]*(?:Error|Exception):\s*|["'`>*•✖-]\s*)*/i;
/** The words alone, or with what people write after a text of a browser; not a place in a file. */
const alone =
  /^(?:protocol (?:error|violation)[.!"'`]*$|invalid frame header(?![^.;]{0,20}\b(?:offset|byte|file|in \S+\.\w+)\b)|(?:net::)?ERR_HTTP2_\w+[.!]*$|\(?\d{3}\)?$)/i;

/** Whether the words of a line that are known from WebSocket are those of many programs, and nothing shows one. */
function saysNothing(line: string): boolean {
  if (!sharedWords.test(line) || alone.test(line.trim().replace(head, ''))) return false;
  const rest = line.replace(eachSharedWord, ' ');
  return kindOf(rest) === null && !causesOfMessage(rest).some(({ violations }) => violations.length > 0);
}

/** Whether a text names WebSocket, or a library or field of it. */
export function namesWebSocket(text: string): boolean {
  return webSocketSign.test(text);
}

/** A text whose lines say nothing of a WebSocket are empty where nothing in the whole paste does. */
export function withoutSharedWords(text: string, around: string): string {
  if (!sharedWords.test(text) || webSocketSign.test(around)) return text;
  return text
    .split('\n')
    .map((line) => (saysNothing(line) ? '' : line))
    .join('\n');
}
