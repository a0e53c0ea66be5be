// Error texts of clients: wscat, browsers, libraries. Many name the status of the response. They say nothing
// of the request, so none is put together from them.

import { firefoxFailure } from '../browser-words.ts';
import { statusOnly } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import { incompleteUpgrade, meaningById } from '../meanings.ts';
import type { FormReader, PastedExchange, PastedText, TextLine, ToolReport } from '../pasted.ts';
import { printedResponseIn } from './printed-response.ts';

interface ErrorText {
  readonly client: string;
  /** Group 1 is the status; group 2, when there is one, the reason phrase. Matched within one line. */
  readonly pattern: RegExp;
}

const errorTexts: readonly ErrorText[] = [
  { client: 'ws or wscat', pattern: /Unexpected server response: (\d{3})\b/ },
  { client: 'Browser', pattern: /Error during WebSocket handshake: Unexpected response code: (\d{3})\b/ },
  {
    client: 'Browser',
    pattern: /WebSocket connection to .{1,2000} failed: Unexpected response code: (\d{3})\b/,
  },
  { client: 'aiohttp', pattern: /WSServerHandshakeError: (\d{3}), message=/ },
  { client: 'aiohttp', pattern: /WSServerHandshakeError\(.{0,2000}status=(\d{3})\b/ },
  { client: 'websockets', pattern: /server rejected WebSocket connection: HTTP (\d{3})\b/ },
  { client: 'websockets', pattern: /InvalidStatus(?:Code)?: .{0,80}HTTP (\d{3})\b/ },
  { client: 'websocket-client', pattern: /Handshake status (\d{3}) ?([A-Z][A-Za-z ]*)?/ },
  { client: 'OkHttp', pattern: /Expected HTTP 101 response but was '(\d{3}) ?([^']*)'/ },
  { client: 'coder/websocket', pattern: /expected handshake response status code 101 but got (\d{3})\b/ },
  { client: 'tungstenite', pattern: /\bHTTP error: (\d{3}) ?([A-Z][A-Za-z ]*)?/ },
  { client: 'websocat', pattern: /Received unexpected status code \((\d{3}) ?([^)]*)\)/ },
  { client: '.NET', pattern: /returned status code '(\d{3})' when status code '101' was expected/ },
  { client: 'Tyrus', pattern: /Response code was not 101: (\d{3})\b/ },
  { client: 'Netty', pattern: /Invalid handshake response getStatus: (\d{3}) ?([A-Z][A-Za-z ]*)?/ },
  { client: 'Java-WebSocket', pattern: /Invalid status code received: (\d{3})\b/ },
  { client: 'Dart', pattern: /was not upgraded to websocket(?:, HTTP status code: (\d{3})\b)/ },
  {
    client: 'Java',
    pattern: /Unexpected HTTP [Rr]esponse [Ss]tatus [Cc]ode:? (\d{3}) ?([A-Z][A-Za-z ]*)?/,
  },
  { client: 'gorilla/websocket', pattern: /\bhandshake failed with status (\d{3})\b/ },
  { client: 'tungstenite', pattern: /\bHttp\(Response \{ status: (\d{3})\b/ },
  { client: 'Starscream', pattern: /\bnotAnUpgrade\((\d{3})\b/ },
  { client: 'Pawl', pattern: /Could not connect: HTTP\/\d\.\d (\d{3}) ?([A-Z][A-Za-z ]*)?/ },
  { client: 'gun', pattern: /\bgun_upgrade_failed, ?(\d{3})\b/ },
  { client: 'WebSockex', pattern: /WebSockex\.RequestError\{code: (\d{3}), message: "([^"]{0,80})"/ },
  { client: 'Deno', pattern: /failed to connect to WebSocket: .{0,80}status code: (\d{3})\b/ },
  { client: 'Tornado', pattern: /HTTPClientError: HTTP ([1-4]\d\d|50\d): ?([A-Z][A-Za-z ]*)?/ },
  {
    client: 'websocket of npm',
    pattern: /responded with a non-101 status: (\d{3}) ?([A-Z][A-Za-z ]*)?/,
  },
  { client: 'Engine.IO', pattern: /\b(?:xhr poll|xhr post|websocket) error (\d{3})\b/ },
  { client: 'Axios', pattern: /Request failed with status code (\d{3})\b/ },
  { client: '.NET', pattern: /server returned an error: \((\d{3})\) ?([A-Z][A-Za-z ]*)?/ },
  {
    client: '.NET',
    pattern: /Response status code does not indicate success: (\d{3}) ?\(?([A-Z][A-Za-z ]*)?/,
  },
  { client: 'urllib', pattern: /HTTPError: HTTP Error (\d{3}): ?([A-Z][A-Za-z ]*)?/ },
  {
    client: 'gorilla/websocket',
    pattern:
      /bad handshake\b(?: \(|[^\n]{0,300}?\bstatus(?: ?code)?[ =:]{1,3}"?)([1-5]\d{2})\b ?([A-Z][A-Za-z ]*)?/,
  },
  { client: 'libwebsockets', pattern: /got bad HTTP response '?(\d{3})\b/ },
  {
    client: 'Client',
    pattern:
      /[Ee]xpected (?:HTTP |status |code |response |of ){0,4}'?101'?[^\n]{0,40}? (?:was|got|received|is):? '?(\d{3}) ?([A-Z][A-Za-z ]*)?/,
  },
  {
    client: 'Client',
    pattern:
      /(?:[Hh]andshake|[Uu]pgrade(?: to WebSocket)?|WebSocket connection|connection)(?: has)? (?:failed|rejected|refused)(?: with| by| response| status| code| \w+){0,4}:? (?:HTTP )?([1-5]\d{2})(?![\d.:])\b ?([A-Z][A-Za-z ]*)?/,
  },
  {
    client: 'Spring',
    pattern: /\bHttp(?:Client|Server)ErrorException(?:\$\w+)?: (\d{3}) ?([A-Z][A-Za-z ]*)?/,
  },
  { client: 'Tomcat', pattern: /HTTP response from the server \[(\d{3})\] did not permit the HTTP upgrade/ },
  {
    client: 'WebSocket++',
    pattern: /\[fail\] WebSocket Connection \S{1,200} v?-?\d{1,3} "[^"]{0,200}" \S{1,2000} (\d{3})\b/,
  },
  {
    client: 'Client',
    pattern:
      /(?:WebSocket|Upgrade|Handshake)\w{0,40}(?:Error|Exception)\b[^\n]{0,80}<Response \[(\d{3}) ?([A-Z][A-Za-z ]*)?\]>/,
  },
  { client: 'Client', pattern: /(?:Unexpected|Invalid)(?:Http)?Status(?:Code)?\((\d{3})\)/i },
  { client: 'Client', pattern: /\bnot 101\b[^\n\d]{0,30} ([1-5]\d{2})\b/ },
  { client: 'Client', pattern: /\bon(?:Failure|Error)\b[^\n]{0,80}\bcode[=:] ?([1-5]\d{2})\b/ },
  { client: 'Crystal', pattern: /Handshake got denied\. Status code was (\d{3})\b/ },
  { client: 'Autobahn', pattern: /connection upgrade failed \[(\d{3})\]: ?([A-Z][A-Za-z ]*)?/ },
  { client: 'Vert.x', pattern: /WebSocket upgrade failure: (\d{3})\b(?: \(([A-Z][A-Za-z ]*)\))?/ },
  { client: 'Qt', pattern: /Unhandled http status code: (\d{3}) ?\(?([A-Z][A-Za-z ]*)?/ },
  { client: 'curl', pattern: /curl: \(22\) .{0,120}(?:upgrade|error): (\d{3})\b/ },
];

/** Error texts of clients that refuse a 101, and the check of the audit that it fails. */
const refused101Texts: readonly {
  readonly pattern: RegExp;
  readonly check: string;
  readonly title: string;
}[] = [
  {
    pattern:
      /[Ii]n(?:valid|correct) '?Sec-WebSocket-Accept|[Ii]nvalid (?:challenge response|WebSocket accept)|Sec-WebSocket-Accept['"]? (?:header )?(?:value )?(?:mismatch|is missing|does not match)|SecWebSocketAcceptKeyMismatch|missing Sec-WebSocket-Accept|Bad Sec-WebSocket-Accept|(?:Bad r|R)esponse field(?: missing)?: Sec-WebSocket-Accept|'Sec-WebSocket-Accept' header (?:value|must not)|(?:missing|invalid) header:? ['"]?sec-websocket-accept|assert headers\["Sec-Websocket-Accept"\]|mismatch in "Sec-WebSocket-Accept"|mismatch challenge\/response|Sec-WebSocket-Accept[^\n]{0,40}(?:not found|invalid|wrong|missing|not match)|HS: Accept (?:hash wrong|missing)/i,
    check: 'accept',
    title: 'Sec-WebSocket-Accept',
  },
  {
    pattern:
      /(?<!Handshake failed due to )(?:invalid|missing|empty) '?Upgrade'? header|Bad response field: Upgrade|Response field missing: Upgrade|'Upgrade' header (?:is missing|value|must not)|(?:missing|invalid) header:? ['"]?upgrade\b|assert headers\["Upgrade"\]|MissingUpgradeWebSocketHeader|No "Upgrade: websocket" header|missing or bad upgrade|HS: Upgrade (?:missing|to )|WebSocket handshake Upgrade field/i,
    check: 'upgrade',
    title: 'Upgrade',
  },
  {
    pattern:
      /(?<!Handshake failed due to )(?:invalid|missing|empty) '?Connection'? header|Bad response field: Connection|Response field missing: Connection|'Connection' header (?:is missing|value|must not)|(?:missing|invalid) header:? ['"]?connection\b|assert headers\["Connection"\]|MissingConnectionUpgradeHeader|No "Connection: upgrade" header|HS: Connection (?:missing|not )|WebSocket handshake Connection field/i,
    check: 'connection',
    title: 'Connection',
  },
  {
    pattern:
      /Server sent (?:an invalid|a|no) subprotocol|(?:'Sec-WebSocket-Protocol' header|unsupported subprotocol|no subprotocols supported|[Ii]nvalid subprotocol|Expected a Sec-WebSocket-Protocol header|[Ss]ub-?protocol (?:mismatch|negotiation failed|is not supported))/,
    check: 'subprotocol',
    title: 'Subprotocol',
  },
  {
    pattern:
      /Server sent a Sec-WebSocket-Extensions header|Invalid Sec-WebSocket-Extensions|Server indicated an extension that was not requested|'Sec-WebSocket-Extensions' header|[Uu]nsupported extension|[Ee]rror in permessage-deflate:|[Dd]uplicate permessage-deflate/,
    check: 'extensions',
    title: 'Extensions',
  },
];

/** The texts of websocket-client and Java-WebSocket for any of the three headers. */
const anyHeaderText =
  /WebSocketException(?:: |\(['"])Invalid WebSocket Header\b|InvalidHandshakeException: draft \S{1,200} refuses handshake/;

/** Error texts without a status: there was no response, or one that the client does not accept. */
interface FailureText {
  readonly client: string;
  readonly pattern: RegExp;
  /** Id in the table of meanings. */
  readonly meaning: string;
}

const failureTexts: readonly FailureText[] = [
  {
    client: 'Client',
    pattern:
      /Parse Error: Expected HTTP\/|ERR_INVALID_HTTP_RESPONSE|stream ends after [1-9]\d* bytes, before end of line|unsupported protocol; expected HTTP\/1\.1|malformed HTTP (?:response|version|status)|BadStatusLine/,
    meaning: 'no status line',
  },
  {
    client: 'Firefox',
    pattern: firefoxFailure,
    meaning: 'not told',
  },
  {
    client: 'Client',
    pattern:
      /\bENOTFOUND\b|EAI_AGAIN|ERR_NAME_NOT_RESOLVED|[Nn]ame or service not known|nodename nor servname|[Nn]o such host|UnknownHostException|Temporary failure in name resolution/,
    meaning: 'unknown host',
  },
  {
    client: 'Client',
    pattern:
      /[Cc]onnection refused\b|java\.net\.ConnectException\b|Connect call failed|ConnectionRefusedError|target machine actively refused|ERR_CONNECTION_REFUSED/,
    meaning: 'refused',
  },
  {
    client: 'Client',
    pattern:
      /\bServerDisconnectedError\b|RemoteDisconnected\b|closed connection without response|did not receive a valid HTTP response|Connection closed before receiving a handshake response|Error read response for Upgrade header|header parser received no bytes|java\.net\.SocketException: Connection reset/,
    meaning: 'no response',
  },
  {
    client: 'Client',
    pattern:
      /CERTIFICATE_VERIFY_FAILED|SSLPeerUnverifiedException|ERR_TLS_CERT_ALTNAME_INVALID|x509: certificate|ERR_CERT_|self[- ]signed certificate|certificate has expired|unable to verify the first certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    meaning: 'certificate',
  },
  {
    client: 'Client',
    pattern: /WRONG_VERSION_NUMBER|SSLHandshakeException|first record does not look like a TLS handshake/,
    meaning: 'TLS error',
  },
  {
    client: 'Client',
    pattern:
      /Cannot upgrade to WebSocket connection\b|HS: ws upgrade (?:unauthorized|response not 101)|websocket\.Dial \S{1,2000}: bad status|handshake response error: [^\n]{0,80}Invalid HTTP status|websocket: bad handshake|was not upgraded to websocket|Expected 101 status code|WebSocket handshake was declined by the remote peer|WebSocket connection to .{1,500} failed: There was a bad response from the server|NSURLErrorDomain Code=-1011|WebSocket failed to connect\. The connection could not be found/,
    meaning: 'no upgrade',
  },
  { client: 'Browser', pattern: /WebSocket .{0,300}net::ERR_CONNECTION_REFUSED/, meaning: 'refused' },
  { client: 'Browser', pattern: /WebSocket .{0,300}net::ERR_(?:SSL|CERT)_/, meaning: 'TLS error' },
  { client: 'Browser', pattern: /WebSocket .{0,300}net::ERR_CONNECTION_TIMED_OUT/, meaning: 'timeout' },
  {
    client: 'Browser',
    pattern: /WebSocket .{0,300}net::ERR_(?:EMPTY_RESPONSE|CONNECTION_(?:RESET|CLOSED))/,
    meaning: 'no response',
  },
  { client: 'Browser', pattern: /WebSocket .{0,300}net::ERR_HTTP2_/, meaning: 'no upgrade' },
  { client: 'Node', pattern: /\b[Ee]rror: (?:connect )?ECONNREFUSED\b/, meaning: 'refused' },
  {
    client: 'Node',
    pattern: /\b[Ee]rror: .{0,200}(?:wrong version number|WRONG_VERSION_NUMBER|EPROTO)/,
    meaning: 'TLS error',
  },
  { client: 'Node', pattern: /\b[Ee]rror: (?:connect )?ETIMEDOUT\b/, meaning: 'timeout' },
  {
    client: 'Client',
    pattern:
      /timed out during (?:opening )?handshake|Opening handshake has timed out|[Hh]andshake (?:has )?timed out/,
    meaning: 'timeout',
  },
  { client: 'Node', pattern: /\b[Ee]rror: (?:socket hang up|read ECONNRESET)\b/, meaning: 'no response' },
];

const linePatterns: readonly LinePattern[] = [
  ...[...errorTexts, ...failureTexts].map(
    ({ client, pattern }): LinePattern => [pattern, `an error text of ${client}`],
  ),
  [anyHeaderText, 'an error text of a client'],
  ...refused101Texts.map(({ pattern }): LinePattern => [pattern, 'an error text of a client']),
];

/** Reads error texts. */
export const clientError: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'client error', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const errors = errorsIn(pasted);
    const end = errors.at(-1);
    // A line that names no status is weaker than one before it that does.
    const last = strongestOf(errors, end);
    if (!last) return null;
    const { exchange, report } = last;
    return {
      form: 'client error',
      recognised: exchange
        ? `The error text of a client (${report.id}) that names the status of the response.`
        : `The error text of a client (${report.id}): it got no response.`,
      exchanges: exchange ? [exchange] : [],
      url: urlIn(pasted),
      notes: exchange
        ? [
            'The text names only the status: request and headers are not judged. Run curl -i with the upgrade headers to see the whole response.',
          ]
        : [],
      reports: [report],
    };
  },
};

/** The last error, or one before it that says more: a status, or that bytes without a status line came. */
function strongestOf(errors: readonly FoundError[], end: FoundError | undefined): FoundError | undefined {
  const id = end?.report.meaning?.id;
  if (id === 'no upgrade') return errors.findLast(({ exchange }) => exchange) ?? end;
  const isWeak = id === 'no response';
  return (isWeak && errors.findLast(({ report }) => report.meaning?.id === 'no status line')) || end;
}

/** The error texts of a text that another form reads. */
export function errorReports(pasted: PastedText): ToolReport[] {
  return errorsIn(pasted).map(({ report }) => report);
}

/** What error texts and printed responses say of the response to a request that another form reads; null for none. */
export function responseByError(pasted: PastedText): PastedExchange['response'] | null {
  const byError = errorsIn(pasted).findLast(({ exchange }) => exchange)?.exchange?.response;
  return byError ?? printedResponseIn(pasted);
}

interface FoundError {
  /** Null when there was no response. */
  readonly exchange: PastedExchange | null;
  readonly report: ToolReport;
}

function errorsIn({ lines }: PastedText): FoundError[] {
  return lines.flatMap((line) => refused101In(line) ?? statusIn(line) ?? failureIn(line) ?? []);
}

/** A line that names another status than 101: it quotes what a server says of the request. */
const otherStatus = /\bstatus(?:[ _]?code)?[=:]{1,2} ?["']?(?!101)[1-5]\d{2}\b/i;

/** A client reads Upgrade, Connection and Sec-WebSocket-Accept of a 101 alone, so its error text means one. */
function refused101In({ text, at }: TextLine): FoundError | null {
  const line = text.slice(0, maxErrorCharacters);
  if (otherStatus.test(line)) return null;
  const found = anyHeaderText.test(line)
    ? { check: 'any', title: 'Upgrade, Connection or Sec-WebSocket-Accept' }
    : refused101Texts.find(({ pattern }) => pattern.test(line));
  if (!found) return null;
  const meaning = incompleteUpgrade([{ id: found.check, title: found.title }]);
  const exchange = { request: null, response: statusOnly(101, at), rest: null };
  return { exchange, report: { id: 'client', text: line.trim(), at, meaning } };
}

function statusIn({ text, at }: TextLine): FoundError | null {
  const line = text.slice(0, maxErrorCharacters);
  for (const { client, pattern } of errorTexts) {
    const match = pattern.exec(line);
    if (!match) continue;
    const status = Number(match[1]);
    const response = statusOnly(status, at, match[2]?.trim() || undefined);
    // Clients that read Upgrade and Connection themselves report a 101 without them as any other status.
    const meaning =
      status === 101 ? incompleteUpgrade([{ id: 'upgrade', title: 'Upgrade or Connection' }]) : null;
    const report = { id: client, text: line.trim(), at, meaning };
    return { exchange: { request: null, response, rest: null }, report };
  }
  return null;
}

function failureIn({ text, at }: TextLine): FoundError | null {
  const line = text.slice(0, maxErrorCharacters);
  const failure = failureTexts.find(({ pattern }) => pattern.test(line));
  if (!failure) return null;
  const meaning = meaningById(failure.meaning);
  return { exchange: null, report: { id: failure.client, text: line.trim(), at, meaning } };
}

// An error text is one line; longer lines are logs of something else.
const maxErrorCharacters = 2000;

// `wscat -c URL`, `connection to 'URL' failed`, `url='URL'`.
const urlPatterns: readonly RegExp[] = [
  /\bwscat\s(?:[^\n]{0,200}\s)?(?:-c|--connect)[\s=]+["']?((?:wss?:\/\/)?[^\s"']+)/,
  /\bwss?:\/\/[^\s'"<>)\]]+/,
  /\burl=(?:URL\()?['"](https?:\/\/[^'"\s]+)/,
];

function urlIn({ text }: PastedText): string | null {
  for (const pattern of urlPatterns) {
    const match = pattern.exec(text);
    // Marks of the sentence around it are no part of a URL.
    if (match) return (match[1] ?? match[0]).replace(/[.,;:!?]{1,3}$/, '');
  }
  return null;
}
