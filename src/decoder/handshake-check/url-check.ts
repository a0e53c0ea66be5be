// For a bare URL: the commands that ask it for an upgrade, and what each response would mean.

import { absolutePath } from './heads.ts';
import { type ResponseMeaning, responseMeanings } from './meanings.ts';

/** A command to copy. */
export interface UrlCommand {
  readonly tool: 'curl' | 'wscat' | 'websocat';
  /** Shell for which the command is quoted. */
  readonly shell: 'sh' | 'cmd';
  readonly command: string;
  readonly note: string;
}

export interface UrlCheck {
  /** With ws: or wss:. */
  readonly url: string;
  /** With http: or https:, as curl wants it. */
  readonly httpUrl: string;
  readonly secure: boolean;
  readonly commands: readonly UrlCommand[];
  readonly meanings: readonly ResponseMeaning[];
  /** Problems of the URL itself. */
  readonly notes: readonly string[];
}

/** Key of RFC 6455 section 1.3; its Accept is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=. */
const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

// User and host with port; then path with query; then fragment.
const urlPattern =
  /^(?:(wss?|https?):\/\/)?((?:[^\s/?#@]+@)?(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._~%-]+)(?::\d{1,5})?)([/?][^\s#]*)?(#\S*)?$/i;

/** Commands for a URL with ws:, wss:, http: or https:, or for `host:port/path`; null for other texts. */
export function checkUrl(text: string): UrlCheck | null {
  const match = urlPattern.exec(text.trim());
  if (!match || (match[1] === undefined && !/[.:]|^localhost$/.test(match[2]))) return null;
  const [, schemeInText, authority, path = '', fragment = ''] = match;
  const port = /:(\d+)$/.exec(authority)?.[1] ?? '';
  const scheme = schemeInText?.toLowerCase() ?? (port === '443' ? 'wss' : 'ws');
  const secure = scheme === 'wss' || scheme === 'https';
  const rest = `${authority}${absolutePath(path)}`;
  const url = `${secure ? 'wss' : 'ws'}://${rest}`;
  const httpUrl = `${secure ? 'https' : 'http'}://${rest}`;
  return {
    url,
    httpUrl,
    secure,
    commands: commandsFor(url, httpUrl),
    meanings: responseMeanings,
    notes: notesOn({ scheme, authority, port, secure, fragment, url }),
  };
}

interface UrlParts {
  readonly scheme: string;
  readonly authority: string;
  readonly port: string;
  readonly secure: boolean;
  readonly fragment: string;
  readonly url: string;
}

function notesOn({ scheme, authority, port, secure, fragment, url }: UrlParts): string[] {
  const notes: string[] = [];
  if (fragment !== '') {
    notes.push(
      'A WebSocket URL must not have a fragment (#...): browsers throw a SyntaxError. It is left out here.',
    );
  }
  if (scheme.startsWith('http')) {
    notes.push(`new WebSocket() of older browsers throws at ${scheme}:; write ${url}.`);
  }
  if (authority.includes('@')) notes.push('Browsers ignore or refuse a user name in a WebSocket URL.');
  if (!secure && port === '443') {
    notes.push('Port 443 with ws:// is nearly always a mistake: it speaks TLS.');
  }
  if (secure && (port === '80' || port === '8080')) {
    notes.push(`Port ${port} with wss:// is nearly always a mistake: it speaks plain HTTP.`);
  }
  if (!secure && !/^(localhost|127\.|\[::1\])/.test(authority)) {
    notes.push('A page that was loaded over https cannot open ws:// (mixed content); it must be wss://.');
  }
  return notes;
}

const upgradeHeaders = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${sampleKey}`,
];

function quotedForSh(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function quotedForCmd(value: string): string {
  return `"${value.replaceAll('%', '%%').replaceAll('"', '""')}"`;
}

function curlCommand(httpUrl: string, quoted: (value: string) => string): string {
  const headers = upgradeHeaders.map((header) => `-H ${quoted(header)}`);
  return ['curl -i -N -m 5 --http1.1', ...headers, quoted(httpUrl)].join(' ');
}

function commandsFor(url: string, httpUrl: string): UrlCommand[] {
  return [
    {
      tool: 'curl',
      shell: 'sh',
      command: curlCommand(httpUrl, quotedForSh),
      note: 'Asks for the upgrade once and shows the response. After a 101 it waits for frames until the 5 s are over.',
    },
    {
      tool: 'curl',
      shell: 'cmd',
      command: curlCommand(httpUrl, quotedForCmd),
      note: 'The same for the command prompt of Windows.',
    },
    {
      tool: 'wscat',
      shell: 'sh',
      command: `npx wscat -c ${quotedForSh(url)}`,
      note: 'Opens the WebSocket; type a line to send it. "Unexpected server response: 403" names the status.',
    },
    {
      tool: 'websocat',
      shell: 'sh',
      command: `websocat -v ${quotedForSh(url)}`,
      note: 'Opens the WebSocket; type a line to send it. "WebSocketError: Received unexpected status code (403 Forbidden)" names the status.',
    },
  ];
}
