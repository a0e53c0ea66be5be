// An error message, a stack trace or a log that reports one: the words of programs, whatever numbers they hold.

import { spelledOut } from '../../error-texts/bare-codes.ts';
import { isUnmistakable, kindOf } from '../../error-texts/kinds.ts';
import { withoutOtherWorlds } from '../../error-texts/other-worlds.ts';
import { namesWebSocket, withoutSharedWords } from '../../error-texts/shared-words.ts';
import { speakersOf } from '../../error-texts/who-says.ts';
import { firefoxFailure } from '../../handshake-check/browser-words.ts';
import { causesOfMessage } from '../../implementations/messages.ts';
import { areStatements } from '../names.ts';
import { type Certainty, type Claim, type Recogniser, shareOf } from '../recognition.ts';

/** More of a text is not compared with what programs say: an error stands at its beginning or in a line of its own. */
const comparedLength = 8192;

const stackFrame =
  /^\s*(?:at \S+.*(?:\(|:\d+)|at [\w$.<>]+\(.*\)|File "[^"]+", line \d+|from \S+:\d+:in\b|#\d+\s+\S+|<(?:C\+\+ (?:Source|Error)|GDScript (?:Source|Error)|Stack Trace)>\s.*|[\w./@-]+\.(?:go|py|rb|js|ts|ex|exs|erl|rs|cc?|cpp|cs|php|java|kt|swift):\d+(?!\d|: \|\d\| ).*|\.{3} \d+ (?:more|common frames omitted)|\[?(?:cowboy|phoenix|bandit|thousand_island|ranch)[\w ./-]*\]? .*)/;
const exceptionLine =
  /^\s*(?:-+> )?(?:thread '[^']*' panicked at |(?:Caused by: |Unhandled |Uncaught |Exception in thread |thread '[^']*' panicked|panic: |fatal error: |\*\* \()?\(?(?:[\w$.:]*(?:Error|Exception|Failure|Warning|Panic|Fault)\b(?! table:)[^:]*:|[\w.]+Error\(|Traceback \(most recent call last\)|goroutine \d+ \[|panicked at))/;
const spokenError =
  /\b(?:WebSocket connection to '[^']*' failed|failed to (?:websocket )?(?:upgrade|connect|construct|dial|establish|send|read|write|open)|malformed HTTP|error during websocket|websocket:? (?:error|close|bad|handshake)|bad (?:opcode|handshake|status|request)|connection (?:refused|reset|closed|aborted|timed out)|ECONN(?:REFUSED|RESET|ABORTED)|Connect call failed|EADDRINUSE|empty reply from server|Segmentation fault|EPIPE|ETIMEDOUT|ENOTFOUND|socket hang up|broken pipe|unexpected (?:EOF|status code|server response|response code|opcode)|protocol (?:error|violation)|invalid (?:frame|opcode|utf-?8|status|handshake|upgrade|header)|not allowed|could not check origin|certificate (?:verify|has|is|signed|required|unknown|expired|chain)|(?:bad|invalid|unknown|self-signed|expired) certificate|upgrade required|abnormal closure|going away|permission denied|could not resolve|no such host|name or service not known|SSL routines|cannot write to closing|close(?:d|code)?:? (?:with )?(?:code:? )?1\d{3}|unable to (?:find|connect|resolve|verify|open|load)|not found in|unknown (?:directive|keyword|option)|closed the connection|first record does not look like|malformed ws or wss|insecure WebSocket (?:connection|endpoint)|operation is insecure|has been blocked|violates the following (?:Content Security Policy )?directive|blocked the loading of|function[_ ]clause|case_clause|badmatch|WSError|ErrorType\.\w+|WebSocket REJECT|gun_(?:error|down)|has no server available|(?:40[0134]|50[0234]) GET \/|(?:java|javax|okio|okhttp3|kotlin|io)\.[\w.]{1,80}(?:Exception|Error)(?=:))\b|^Mixed Content:|\bCloseEvent ?\{.*\bcode: ?1\d{3}\b|^=ERROR REPORT|^curl: \(\d+\)/i;
/** A line that tells of the end of a connection, in several languages, and the close code with it. */
const tellsOfEnd =
  /web-?socket|\bws\b|\bclos(?:e|ed|ing)\b|disconnect|onclose|\bsocket\b|geschlossen|getrennt|ferm[ée]e|déconnect|cerrad|desconect|chius|zavřen|zamkni|gesloten|fechad|关闭|断开|断线|閉|切断|закрыт|отключ|종료|끊/i;
const closeCodeOfError =
  /(?:c[oó]d(?:e|igo|ice)|k[oó]d[ei]?|код|コード|代码|event|onclose|关闭|断开|closed?(?: with)?)\W{0,4}(?:10(?:0[2-9]|1[0-5])|4\d{3})(?!\d|\.\d)/i;
const isClosedWithError = (line: string) => closeCodeOfError.test(line) && tellsOfEnd.test(line);
const logLevel =
  /(?:^|[\s[|"(<])(?:ERROR|ERR|FATAL|CRIT(?:ICAL)?|WARN(?:ING)?|error|fatal|warn(?:ing)?|emerg|alert|SEVERE|panic)(?:[\s\]|":)>]|$)|\[(?:ALERT|\w+:(?:error|crit|alert|emerg|warn))\]|^[EWF],? ?[[\d]|^(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d+ +\d+ +\d+ [EWF] |level=(?:error|warn|fatal)|\berror="/;
const timeStamp = /(?:^|[\s[(])\d{2}:\d{2}:\d{2}|\d{4}[-/]\d{2}[-/]\d{2}/;

/** Libraries by the names in their stack frames and logs. */
const libraries: readonly (readonly [name: string, sign: RegExp])[] = [
  ['ws', /node_modules\/ws\/|\bWS_ERR_|Invalid WebSocket frame/],
  ['undici', /undici/],
  ['websocket-driver', /websocket-driver/],
  ['Socket.IO', /engine\.io|socket\.io/i],
  ['SockJS', /sockjs/i],
  ['Vite', /\[vite\]|node_modules\/vite\//i],
  ['webpack-dev-server', /webpack-dev-server|\[webpack-dev-server\]/],
  [
    'websockets (Python)',
    /websockets[/.](?:protocol|exceptions|legacy|client|server|sync|asyncio|frames|framing|http)/,
  ],
  [
    'websocket-client',
    /websocket[/.]_|WebSocket(?:BadStatus|Payload|Protocol|Timeout|ConnectionClosed)\w*Exception/,
  ],
  ['aiohttp', /aiohttp/],
  ['Tornado', /tornado|NotebookApp|ServerApp/],
  ['wsproto', /wsproto/],
  ['uvicorn', /uvicorn/],
  ['Daphne', /daphne|channels\/|autobahn/],
  ['gevent', /gevent|geventwebsocket/],
  ['Netty', /io\.netty/],
  ['Jetty', /org\.eclipse\.jetty/],
  ['Tomcat', /org\.apache\.(?:tomcat|catalina|coyote)/],
  ['Undertow', /io\.undertow/],
  ['Spring', /org\.springframework/],
  ['Java-WebSocket', /org\.java_websocket/],
  ['Tyrus', /org\.glassfish\.tyrus/],
  ['OkHttp', /okhttp3?/],
  ['java.net.http', /jdk\.internal\.net\.http|java\.net\.http/],
  ['Akka', /akka\.|pekko\./],
  ['Vert.x', /io\.vertx/],
  ['Ktor', /io\.ktor/],
  [
    'gorilla/websocket',
    /gorilla\/websocket|websocket: (?:bad|close|the client|request origin|unexpected|RSV|FIN|invalid|read limit)/,
  ],
  ['coder/websocket', /nhooyr|coder\/websocket|failed to WebSocket dial/],
  ['net/http (Go)', /net\/http:/],
  ['tungstenite', /tungstenite/],
  ['Phoenix', /Phoenix|phoenix|\[(?:error|info)\] .*(?:Socket|transport)/],
  ['Cowboy', /cowboy|ranch/],
  ['Action Cable', /ActionCable|"\/cable"/],
  ['Faye', /faye/i],
  ['.NET', /System\.Net\.WebSockets|Microsoft\.AspNetCore|System\.Net\.Http/],
  ['SignalR', /SignalR/i],
  ['Ratchet', /Ratchet|ratchet/],
  ['Swoole', /swoole/i],
  ['Starscream', /Starscream/],
  ['URLSession', /NSURLErrorDomain|NSPOSIXErrorDomain|nw_(?:read|protocol|connection)/],
  ['libwebsockets', /\blws_|libwebsocket/],
  ['Boost.Beast', /boost[.:]|beast/],
  ['curl', /^curl: \(\d+\)/m],
  ['nginx error log', /\[(?:error|crit|warn|alert|emerg)\] \d+#\d+:/],
  [
    'Apache error log',
    /\[(?:proxy(?:_\w+)?|core|ssl|unixd|mpm_\w+|authz_core):(?:error|warn|notice)\]|AH\d{5}:/,
  ],
  ['HAProxy log', /haproxy\[\d+\]|^\[(?:NOTICE|ALERT|WARNING)\] +\(\d+\) : /m],
  ['Traefik log', /traefik|msg="?'?\d{3} /i],
  ['Caddy log', /"logger":"http\.(?:log|handlers)/],
  ['Envoy log', /\[C\d+\]\[S\d+\]|source\/common\/http/],
  ['Chrome console', /WebSocket connection to '[^']*' failed|net::ERR_/],
  ['Firefox console', /Firefox can.t establish|was interrupted while the page was loading/],
  ['Safari console', /The operation couldn.t be completed|WebSocket network error/],
];

/** The address that was opened: its path names a server, which is not who says the text. */
const webSocketUrl = /\bwss?:\/\/[^\s'"]+/g;

/** The library whose stack frames or log lines an error text has; `null` when none is known. */
export function libraryOf(text: string): string | null {
  const words = text.replace(webSocketUrl, '');
  return libraries.find(([, sign]) => sign.test(words))?.[0] ?? null;
}

/** What the lines of an error text are, in words. */
function shapeOf(frames: number, times: number, lines: number): string {
  if (frames > 1) return 'stack trace';
  return times > 0 && lines > 1 ? 'log' : 'error';
}

function nameOf(library: string | null, shape: string): string {
  if (library === null)
    return shape === 'error' ? 'error message' : shape === 'log' ? 'log of a program' : shape;
  return /log$|console$/.test(library) ? library : `${library} ${shape}`;
}

/** Lines of a proxy's error log that report an error. */
const serverLogLine =
  /^(?:[^"]{0,100}?(?:\w\[\d+\]: |\s\| |\] |Z ))?(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:error|crit|alert|emerg|warn)\] \d+#\d+:|\[[^\]]+\d\d:\d\d:\d\d[^\]]*\] \[\w+:(?:error|crit|alert|emerg)\]|\[(?:ALERT|WARNING)\] +\(\d+\) : |(?:backend|proxy) \S+ has no server available|\{"level":"(?:error|warn|fatal)")/;

/** Whether a text is the error log of a proxy; the requests that it quotes are part of its lines. */
export function isServerLog(lines: readonly string[]): boolean {
  return lines.some((line) => serverLogLine.test(line.slice(0, 200)));
}

/** Whether a line is a place in a stack trace. */
export function isStackFrame(line: string): boolean {
  return stackFrame.test(line);
}

/** Whether a line names an exception. */
export function isThrown(line: string): boolean {
  return exceptionLine.test(line);
}

/** Whether a line reports an error, or belongs to a stack trace. */
export function isErrorLine(line: string): boolean {
  return (
    isStackFrame(line) ||
    isThrown(line) ||
    spokenError.test(line) ||
    firefoxFailure.test(line) ||
    isClosedWithError(line) ||
    logLevel.test(line)
  );
}

/** More lines of a text are not compared with what programs say at their own end. */
const maxComparedLines = 60;

/** A word that says that something failed: without one, a filter, a metric or a line of a log is no error. */
const wordOfFailure =
  /err(?:or|no)?\b|fail|invalid|illegal|unexpected|unsupported|unknown|refus|reject|denied|abort|exception|time(?:d )?-?out|disconnect|unable|cannot|can't|could not|couldn't|not |bad |wrong|violat|malformed|must|lost|reset|\bEOF\b|CloseReason/i;
/** In so few lines, words of a known error beside the name of WebSocket and a word of failure are that error. */
const maxShortLines = 3;

/** Whether a program that is not simulated says this, or a line is about a proxy or the program's own end. */
function isSaidBySome(text: string, lines: readonly string[]): boolean {
  if (speakersOf(text).some(({ implementation }) => implementation !== 'any')) return true;
  const compared = lines.slice(0, maxComparedLines).map((line) => line.slice(0, 600));
  if (compared.some(isUnmistakable)) return true;
  const used = lines.filter((line) => line.trim() !== '');
  if (used.length > maxShortLines || !namesWebSocket(text)) return false;
  return compared.some((line) => wordOfFailure.test(line) && kindOf(line) !== null);
}

/** A close code or a status with nothing else. */
const bareCode: Claim = {
  kind: 'error-text',
  name: 'code alone',
  certainty: 'likely',
  share: 1,
  format: null,
};

/** Recognises an error text. */
export const errorText: Recogniser = {
  kind: 'error-text',
  recognise(sample) {
    if (areStatements(sample)) return null;
    const text = withoutSharedWords(withoutOtherWorlds(sample.text), sample.text);
    const lines = text === sample.text ? sample.lines : text.split(/\r?\n/);
    if (text.trim() === '') return null;
    if (lines.every((line) => line.trim() === '' || spelledOut(line) !== null)) return bareCode;
    let frames = 0;
    let exceptions = 0;
    let spoken = 0;
    let levels = 0;
    let times = 0;
    const share = shareOf(lines, (whole) => {
      const line = whole.slice(0, 600);
      const isFrame = stackFrame.test(line);
      const isException = exceptionLine.test(line);
      const isSpoken = spokenError.test(line) || firefoxFailure.test(line) || isClosedWithError(line);
      const isLeveled = logLevel.test(line);
      if (isFrame) frames++;
      if (isException) exceptions++;
      if (isSpoken) spoken++;
      if (isLeveled) levels++;
      if (timeStamp.test(line)) times++;
      return isFrame || isException || isSpoken || isLeveled;
    });
    const isKnown = causesOfMessage(text.slice(0, comparedLength)).some(
      ({ implementation }) => implementation !== 'any',
    );
    const isOther = frames < 2 && exceptions + spoken + levels === 0;
    if (!isKnown && isOther && !isSaidBySome(text.slice(0, comparedLength), lines)) return null;
    const certainty: Certainty =
      isKnown || (exceptions > 0 && frames > 1) || isServerLog(lines)
        ? 'certain'
        : exceptions + spoken > 0 || frames > 2
          ? 'likely'
          : 'possible';
    const used = lines.filter((line) => line.trim() !== '').length;
    const name = nameOf(libraryOf(text), shapeOf(frames, times, used));
    // Words of a program without the usual shape of an error: all lines belong to it.
    return { kind: 'error-text', name, certainty, share: isOther && !isKnown ? 1 : share, format: null };
  },
};
