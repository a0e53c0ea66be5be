// For a bare URL: the commands that ask it for an upgrade, and what each answer would mean.

import { type AnswerMeaning, answerMeanings } from './answers.ts';

/** A command to copy. */
export interface UrlCommand {
  tool: 'curl' | 'wscat' | 'websocat';
  /** Shell that the quotes are for. */
  shell: 'sh' | 'cmd';
  command: string;
  note: string;
}

export interface UrlCheck {
  /** With ws: or wss:. */
  url: string;
  /** With http: or https:, as curl wants it. */
  httpUrl: string;
  secure: boolean;
  commands: UrlCommand[];
  answers: readonly AnswerMeaning[];
  /** What is odd about the URL itself. */
  notes: string[];
}

/** Key of RFC 6455 section 1.3; its Accept is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=. */
export const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** Commands for a URL with ws:, wss:, http: or https:, or for `host:port/path`; null when it is none of these. */
export function checkUrl(text: string): UrlCheck | null {
  const match =
    /^(?:(wss?|https?):\/\/)?((?:[^\s/?#@]+@)?(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._~%-]+)(?::\d{1,5})?)([/?][^\s#]*)?(#\S*)?$/i.exec(
      text.trim(),
    );
  if (!match || (match[1] === undefined && !/[.:]|^localhost$/.test(match[2]))) {
    return null;
  }
  const port = /:(\d+)$/.exec(match[2])?.[1];
  const scheme = match[1]?.toLowerCase() ?? (port === '443' ? 'wss' : 'ws');
  const secure = scheme === 'wss' || scheme === 'https';
  const path = match[3] === undefined ? '/' : match[3].startsWith('/') ? match[3] : `/${match[3]}`;
  const rest = `${match[2]}${path}`;
  const url = `${secure ? 'wss' : 'ws'}://${rest}`;
  const httpUrl = `${secure ? 'https' : 'http'}://${rest}`;
  const notes: string[] = [];
  if (match[4]) {
    notes.push(
      'A WebSocket URL must not have a fragment (#...): browsers throw a SyntaxError. It is left out here.',
    );
  }
  if (scheme.startsWith('http')) {
    notes.push(`new WebSocket() of older browsers throws at ${scheme}:; write ${url}.`);
  }
  if (match[2].includes('@')) {
    notes.push('Browsers ignore or refuse a user name in a WebSocket URL.');
  }
  if (!secure && port === '443') {
    notes.push('Port 443 with ws:// is nearly always a mistake: it speaks TLS.');
  }
  if (secure && (port === '80' || port === '8080')) {
    notes.push(`Port ${port} with wss:// is nearly always a mistake: it speaks plain HTTP.`);
  }
  if (!secure && !/^(localhost|127\.|\[::1\])/.test(match[2])) {
    notes.push('A page that was loaded over https cannot open ws:// (mixed content); it must be wss://.');
  }
  const headers = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${sampleKey}`,
  ];
  const sh = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
  const cmd = (value: string): string => `"${value.replaceAll('%', '%%').replaceAll('"', '""')}"`;
  const curl = (quote: (value: string) => string): string =>
    ['curl -i -N -m 5 --http1.1', ...headers.map((header) => `-H ${quote(header)}`), quote(httpUrl)].join(
      ' ',
    );
  return {
    url,
    httpUrl,
    secure,
    commands: [
      {
        tool: 'curl',
        shell: 'sh',
        command: curl(sh),
        note: 'Asks for the upgrade once and shows the answer. After a 101 it waits for frames until the 5 s are over.',
      },
      { tool: 'curl', shell: 'cmd', command: curl(cmd), note: 'The same for the command prompt of Windows.' },
      {
        tool: 'wscat',
        shell: 'sh',
        command: `npx wscat -c ${sh(url)}`,
        note: 'Opens the WebSocket; type a line to send it. "Unexpected server response: 403" names the status.',
      },
      {
        tool: 'websocat',
        shell: 'sh',
        command: `websocat -v ${sh(url)}`,
        note: 'Opens the WebSocket; type a line to send it. "WebSocketError: Received unexpected status code (403 Forbidden)" names the status.',
      },
    ],
    answers: answerMeanings,
    notes,
  };
}
