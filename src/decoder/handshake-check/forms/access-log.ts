// Lines of access logs: nginx, Apache, Caddy and Traefik in the combined format, HAProxy, uvicorn, urllib3. They show
// the request line and the status alone.

import { headOf, statusOnly } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, PastedExchange, PastedText, TextLine } from '../pasted.ts';

interface AccessPattern {
  readonly pattern: RegExp;
  readonly is: string;
}

// Named groups: `target`, `version`, `status`; uvicorn writes `WebSocket` in place of the method.
const accessPatterns: readonly AccessPattern[] = [
  {
    pattern:
      /"(?:GET|WebSocket) (?<target>\S{1,2000})(?: (?<version>HTTP\/\d(?:\.\d)?))?" (?<status>\d{3})(?: |$)/,
    is: 'a line of an access log',
  },
  {
    pattern:
      / -?\d+\/-?\d+\/-?\d+\/-?\d+\/\+?\d+ (?<status>\d{3}) .{1,300}"GET (?<target>\S{1,2000}) (?<version>HTTP\/\d(?:\.\d)?)"/,
    is: 'a line of the log of HAProxy',
  },
  {
    pattern:
      /\s(?<status>\d{3}) (?:\d{3}|-) \d+ \d+ "GET (?<target>\S{1,2000}) (?<version>HTTP\/\d(?:\.\d)?)"/,
    is: 'a line of the access log of a load balancer of AWS',
  },
  {
    pattern:
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\S+ ){0,3}GET (?<target>\S{1,2000}) (?:\S+ ){3,8}(?<status>\d{3}) \d{1,3} \d+ \d+/,
    is: 'a line of the log of IIS',
  },
  {
    pattern: /"WSREJECT (?<target>\S{1,2000})" (?<status>\d{3}) /,
    is: 'a line of the log of Daphne',
  },
  {
    pattern: /\| +(?<status>\d{3}) \|.{1,100}\| +GET +"?(?<target>\/[^"\s]{0,2000})/,
    is: 'a line of the log of Gin',
  },
  {
    pattern: /\bGET (?<target>\/\S{0,2000}) (?<status>[1-5]\d{2}) \d+(?:\.\d+)? ?(?:ms|µs|s)\b/,
    is: 'a line of the log of morgan',
  },
  {
    pattern:
      /\bRequest finished (?<version>HTTP\/\d(?:\.\d)?) GET \w+:\/\/[^\s/]{1,300}(?<target>\/\S{0,2000}) .{0,80}?- (?<status>\d{3}) /,
    is: 'a line of the log of ASP.NET Core',
  },
  {
    pattern: /(?:^|[\]\s])(?<status>[1-5]\d{2}) GET (?<target>\/\S{0,2000}) \([\d.:a-f]{2,45}\)/,
    is: 'a line of the log of Tornado',
  },
  {
    pattern: / GET (?<target>\/\S{0,2000}) (?:HTTP\/)?[12](?:\.\d)? (?<status>[1-5]\d{2}) \d/,
    is: 'a line of the log of Hypercorn',
  },
  {
    pattern: /"GET (?<target>\/[^"\s]{0,2000})" Error \((?<status>\d{3})\)/,
    is: 'a line of the log of http-server',
  },
  {
    pattern: /^GET https?:\/\/[^\s/]{1,300}(?<target>\/\S{0,2000}) (?<status>[1-5]\d{2}) \([A-Za-z ]{0,40}\)/,
    is: 'a line of the console of a browser',
  },
  {
    pattern:
      / - (?<status>[1-5]\d{2}) (?:\d{3}|-) - GET https? \S{1,253} "(?<target>\/[^"\s]{0,2000})" \[Client /,
    is: 'a line of the log of Nginx Proxy Manager',
  },
  {
    pattern: / TCP_\w{1,40}\/(?<status>\d{3}) \d+ (?:GET|CONNECT) (?<target>\S{1,2000}) /,
    is: 'a line of the log of Squid',
  },
  {
    pattern:
      /(?:^|[\s\]])GET (?:\w+:\/\/[^\s/]{1,300})?(?<target>\/\S{0,2000}) (?<status>[1-5]\d{2}) [A-Z][a-z]+(?: [A-Z]\w+)*(?: \(\d+ ?ms\))?$/,
    is: 'a line of the log of wrangler',
  },
  {
    pattern: /\bGET {1,8}\[(?<status>[1-5]\d{2})\] (?<target>\/\S{0,2000})/,
    is: 'a line of the log of Dart shelf',
  },
  {
    pattern:
      /^(?=.{0,2000}?\bhttp\.(?:response\.)?status_code[:=](?<status>[1-5]\d{2})\b)(?=.{0,2000}?\b(?:http\.(?:target|url|route)|url\.path)[:=](?:\w+:\/\/[^\s/]{1,300})?(?<target>\/\S{0,2000}))/,
    is: 'a line of attributes of OpenTelemetry',
  },
  {
    // A log of JSON objects: the status stands before or after the path.
    pattern:
      /^(?=.{0,4000}?"(?:status|statusCode|status_code|httpStatus|http_status|DownstreamStatus|response_code|elb_status_code|responseStatus|http\.(?:response\.)?status_code|EdgeResponseStatus|sc-status)"\s*:\s*"?(?<status>[1-5]\d{2})\b)(?=.{0,4000}?"(?:uri|url|path|request|request_uri|requestUri|requestUrl|RequestPath|request_path|url\.path|http\.(?:target|url|route)|ClientRequestURI|cs-uri-stem)"\s*:\s*"(?:GET )?(?:\w+:\/\/[^\s/"]+)?(?<target>\/[^"\s]{0,2000}))/,
    is: 'a line of a log of JSON objects',
  },
];

const linePatterns: readonly LinePattern[] = accessPatterns.map(({ pattern, is }) => [pattern, is]);
const maxLineCharacters = 2000;
/** Paths that are usually those of a WebSocket. */
const webSocketPath =
  /\b(?:ws|wss|websocket|socket|sockjs|cable|signalr|hub|live|stream|graphql|mqtt|chat)\b|socket\.io/i;

interface FoundLine {
  readonly exchange: PastedExchange;
  readonly isWebSocket: boolean;
}

function exchangeIn({ text, at }: TextLine): FoundLine | null {
  const line = text.slice(0, maxLineCharacters);
  for (const { pattern } of accessPatterns) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const status = Number(groups.status);
    const request = headOf({
      startLine: `GET ${groups.target} ${groups.version ?? 'HTTP/1.1'}`,
      startLineAt: at,
      lines: [],
      hidden: 'all',
    });
    const isWebSocket =
      webSocketPath.test(groups.target) || status === 101 || /"W(?:ebSocket|SREJECT) /.test(line);
    return { exchange: { request, response: statusOnly(status, at), rest: null }, isWebSocket };
  }
  return null;
}

/** The last line that is of a WebSocket; without one, the last line. */
function exchangeOf({ lines }: PastedText): PastedExchange | null {
  const found = lines.flatMap((line) => exchangeIn(line) ?? []);
  return (found.findLast(({ isWebSocket }) => isWebSocket) ?? found.at(-1))?.exchange ?? null;
}

/** Reads lines of access logs. */
export const accessLog: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'access log', certainty: 'possible', evidence } : null;
  },
  read(pasted) {
    const exchange = exchangeOf(pasted);
    if (exchange === null) return null;
    return {
      form: 'access log',
      recognised: 'A line of an access log: the request line and the status of the response.',
      exchanges: [exchange],
      url: null,
      notes: ['An access log shows no headers: they are not judged.'],
      reports: [],
    };
  },
};
