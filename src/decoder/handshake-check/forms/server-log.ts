// Lines of a proxy's error log that say why it has no response from its backend: nginx and Apache.

import type { CauseId } from '../../model/cause-id.ts';
import { statusOnly } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { ResponseMeaning } from '../meanings.ts';
import type { FormReader, PastedExchange, PastedText, ToolReport } from '../pasted.ts';

interface LogEntry {
  readonly program: 'nginx' | 'Apache';
  readonly pattern: RegExp;
  /** What the client gets; null when the WebSocket was open already. */
  readonly status: number | null;
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
  readonly cause: CauseId;
}

const refused = {
  title: 'Connection refused by the backend',
  meaning:
    'The proxy could not connect to its backend: nothing listens on that address and port. The request never reached the WebSocket server.',
  next: 'Start the backend, or correct address and port in the proxy. In a container, 127.0.0.1 is the container itself.',
  cause: 'upgrade-refused',
} satisfies Partial<LogEntry>;

const logEntries: readonly LogEntry[] = [
  {
    program: 'nginx',
    pattern: /connect\(\) failed \(\d+: Connection refused\) while connecting to upstream/,
    status: 502,
    ...refused,
  },
  {
    program: 'nginx',
    pattern: /connect\(\) failed \(\d+: (?:No route to host|Network is unreachable|Host is unreachable)\)/,
    status: 502,
    title: 'The backend cannot be reached',
    meaning: 'The proxy has no route to its backend, or a firewall rejects the connection.',
    next: 'Check the address of the backend from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /connect\(\) to \S{1,300} failed \(13: Permission denied\) while connecting to upstream/,
    status: 502,
    title: 'The proxy may not connect to the backend',
    meaning: 'The system does not allow the proxy to connect: SELinux, or the mode of a Unix socket.',
    next: 'With SELinux: setsebool -P httpd_can_network_connect 1. For a Unix socket, let the user of nginx write to it.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /upstream timed out \(\d+: [^)]{1,80}\) while proxying upgraded connection/,
    status: null,
    title: 'The open WebSocket was idle for too long',
    meaning: 'The upgrade worked. nginx closed the connection since no byte came within proxy_read_timeout.',
    next: 'Raise proxy_read_timeout, or send a ping more often than it.',
    cause: 'idle-timeout',
  },
  {
    program: 'nginx',
    pattern: /upstream timed out \(\d+: [^)]{1,80}\) while/,
    status: 504,
    title: 'The backend did not respond in time',
    meaning: 'The proxy connected or tried to, and got no response before its timeout.',
    next: 'Send the request to the backend directly from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern:
      /upstream prematurely closed connection while reading response header|recv\(\) failed \(104: Connection reset by peer\) while reading response header/,
    status: 502,
    title: 'The backend closed without a response',
    meaning:
      'The backend accepted the connection and closed it before a status line: it crashed, it expects TLS or a PROXY header, or it refuses HTTP/1.0.',
    next: 'Set proxy_http_version 1.1, check the scheme of proxy_pass, and read the log of the backend.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /SSL_do_handshake\(\) failed .{0,400}while SSL handshaking to upstream/,
    status: 502,
    title: 'TLS to the backend failed',
    meaning:
      'The proxy speaks TLS to its backend and gets no TLS in return. "wrong version number" means that the backend speaks plain HTTP.',
    next: 'Write http:// in proxy_pass for a backend without TLS; set proxy_ssl_server_name on for one with it.',
    cause: 'tls-on-plaintext-port',
  },
  {
    program: 'nginx',
    pattern: /upstream sent no valid HTTP\/1\.0 header while reading response header/,
    status: 502,
    title: 'The backend sent something else than HTTP',
    meaning: 'The first bytes of the backend are no status line: the port speaks TLS or another protocol.',
    next: 'Check scheme and port in proxy_pass.',
    cause: 'plaintext-on-tls-port',
  },
  {
    program: 'nginx',
    pattern: /no live upstreams while connecting to upstream/,
    status: 502,
    title: 'No backend is left',
    meaning: 'All backends failed shortly before (max_fails), so the proxy does not try them for a while.',
    next: 'Look for the first error of each backend earlier in the log.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Apache',
    pattern:
      /\(\d+\)Connection refused: .{0,80}AH00957:|AH01114: .{0,80}failed to make connection to backend/,
    status: 503,
    ...refused,
  },
  {
    program: 'Apache',
    pattern: /AH01144: No protocol handler was valid for the URL/,
    status: 500,
    title: 'Apache has no module for this scheme',
    meaning:
      'No loaded module handles the scheme of the backend: mod_proxy_wstunnel for ws://, mod_proxy_http for http://.',
    next: 'a2enmod proxy proxy_http proxy_wstunnel, then restart Apache.',
    cause: 'upgrade-refused',
  },
];

const linePatterns: readonly LinePattern[] = logEntries.map(({ program, pattern }) => [
  pattern,
  `a line of the error log of ${program}`,
]);

/** Reads lines of a proxy's error log. */
export const serverLog: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'server log', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const found = entriesIn(pasted);
    const last = found.at(-1);
    if (!last) return null;
    return {
      form: 'server log',
      recognised: `The error log of ${last.report.id}: it says why the proxy has no response from its backend.`,
      exchanges: last.exchange ? [last.exchange] : [],
      url: null,
      notes: ['The log shows neither request headers nor response headers: they are not judged.'],
      reports: found.map(({ report }) => report).slice(-maxReports),
    };
  },
};

// A log repeats the same line for each attempt; the last ones are enough.
const maxReports = 5;

interface FoundEntry {
  readonly exchange: PastedExchange | null;
  readonly report: ToolReport;
}

// Log lines are longer than the start of a line that recognition looks at.
const maxLineCharacters = 2000;

function entriesIn({ lines }: PastedText): FoundEntry[] {
  return lines.flatMap(({ text, at }) => {
    const line = text.slice(0, maxLineCharacters);
    const entry = logEntries.find(({ pattern }) => pattern.test(line));
    if (!entry) return [];
    const upstream = /\bupstream: "([^"]{1,300})"/.exec(line)?.[1];
    const meaning: ResponseMeaning = {
      id: entry.status === null ? 'closed' : String(entry.status),
      title: entry.title,
      meaning: upstream ? `${entry.meaning} The backend is ${upstream}.` : entry.meaning,
      next: entry.next,
      cause: entry.cause,
    };
    const outcome = entry.status === null ? '' : ` The client gets ${entry.status}.`;
    const response = entry.status === null ? null : statusOnly(entry.status, at);
    return [
      {
        exchange: response && { request: null, response, rest: null },
        report: { id: entry.program, text: `${entry.title}.${outcome}`, at, meaning },
      },
    ];
  });
}
