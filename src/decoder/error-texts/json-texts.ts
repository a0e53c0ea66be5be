// What parsers of JSON say. It is no fault of a connection: an HTTP request was answered with a page, or a message is
// not the JSON that the program expects. People find these lines beside a WebSocket, Socket.IO, SignalR or fetch().

import { type OtherProgram, otherProgram as of } from './other-program.ts';
import { textKind as kind, type TextKind } from './text-kind.ts';

/** Kinds of texts of parsers. The first character decides: "<" begins a page. */
export const jsonKinds: readonly TextKind[] = [
  kind(
    'html-in-place-of-json',
    'handshake',
    /Unexpected token '?<|Unrecognized token '<'|invalid character '<' looking for beginning|Unexpected character \('<' \(code 60\)|'<' is an invalid start of a value|Unexpected character encountered while parsing value: <|unexpected (?:token|character) at '<|FormatException: Unexpected character[^\n]{0,40}<!DOCTYPE/i,
    'The program expected JSON or a script and got "<", which begins an HTML page. This is no fault in a frame: it is the answer to an HTTP request, and nothing follows from it for an open WebSocket.',
    [
      ['page-in-place-of-data', 'usual'],
      ['message-not-json', 'possible'],
    ],
  ),
  kind(
    'json-begins-wrongly',
    'handshake',
    /JSON\.parse: unexpected character at line 1 column 1\b|Expecting value: line 1 column 1 \(char 0\)/i,
    'The first character is not JSON, and this text does not say which it is: "<" begins an HTML page, an answer or a message may also be empty or in words. This is no fault in a frame.',
    [
      ['page-in-place-of-data', 'usual'],
      ['message-not-json', 'common'],
    ],
  ),
  kind(
    'not-json',
    'end',
    /is not valid JSON\b|in JSON at position \d+|JSON\.parse: |JSON Parse error: |Unexpected end of JSON input|JSONDecodeError|invalid character '[^'\n]{1,8}' (?:looking for|after) |MalformedJsonException|jackson\.core\.(?:JsonParse|io\.JsonEOF)Exception|(?:Newtonsoft|System\.Text)\.Json\.Json\w*Exception/i,
    'The program reads text as JSON, and it is none. This is no fault in a frame: the bytes arrived as they were sent.',
    [
      ['message-not-json', 'usual'],
      ['page-in-place-of-data', 'possible'],
    ],
  ),
];

/** The parsers, by their words. */
export const jsonPrograms: readonly OtherProgram[] = [
  of(
    'V8 (Chrome, Edge, Node.js)',
    'all current (reported)',
    null,
    'SyntaxError of JSON.parse()',
    /Unexpected (?:token|identifier)[^\n]{0,60}(?:is not valid JSON|in JSON at position \d+)|Unexpected end of JSON input|(?:Bad control|Unexpected non-whitespace) character [^\n]{0,40}JSON[^\n]{0,30}|Unexpected token '?<'?/,
  ),
  of(
    'Firefox',
    'all current (reported)',
    'client',
    'SyntaxError of JSON.parse()',
    /JSON\.parse: [^\n]{1,80}/,
  ),
  of(
    'Safari',
    'all current (reported)',
    'client',
    'SyntaxError of JSON.parse()',
    /JSON Parse error: [^\n]{1,80}/,
  ),
  of(
    'json (Python)',
    'all (reported)',
    null,
    'exception',
    /(?:json\.decoder\.)?JSONDecodeError: [^\n]{1,80}|Expecting value: line \d+ column \d+ \(char \d+\)/,
  ),
  of(
    'encoding/json (Go)',
    'all (reported)',
    null,
    'error of Unmarshal',
    /invalid character '[^'\n]{1,8}' (?:looking for|after) [^\n]{1,60}/,
  ),
  of(
    'Jackson (Java)',
    'all (reported)',
    null,
    'exception',
    /(?:com\.fasterxml\.jackson\.core\.\w+Exception: )?Unexpected character \('[^\n]{1,80}/,
  ),
  of(
    'System.Text.Json, Newtonsoft.Json (.NET)',
    'all (reported)',
    null,
    'exception',
    /'.' is an invalid start of a value[^\n]{0,80}|Unexpected character encountered while parsing value: [^\n]{1,60}/,
  ),
];
