// Error texts of clients that name the status of the response: wscat, browsers, libraries. They say nothing of the
// request, so none is put together from them.

import { statusOnly } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, PastedExchange, PastedText, ToolReport } from '../pasted.ts';

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
  { client: 'curl', pattern: /curl: \(22\) .{0,120}(?:upgrade|error): (\d{3})\b/ },
];

const linePatterns: readonly LinePattern[] = errorTexts.map(({ client, pattern }) => [
  pattern,
  `an error text of ${client}`,
]);

/** Reads error texts that name a status. */
export const clientError: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'client error', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const found = errorsIn(pasted);
    const last = found.at(-1);
    if (!last) return null;
    return {
      form: 'client error',
      recognised: `The error text of a client (${last.report.id}) that names the status of the response.`,
      exchanges: [last.exchange],
      url: urlIn(pasted),
      notes: [
        'The text names only the status: request and headers are not judged. Run curl -i with the upgrade headers to see the whole response.',
      ],
      reports: [last.report],
    };
  },
};

interface FoundError {
  readonly exchange: PastedExchange;
  readonly report: ToolReport;
}

function errorsIn({ lines }: PastedText): FoundError[] {
  return lines.flatMap(({ text, at }) => {
    for (const { client, pattern } of errorTexts) {
      const match = pattern.exec(text.slice(0, maxErrorCharacters));
      if (!match) continue;
      const response = statusOnly(Number(match[1]), at, match[2]?.trim() || undefined);
      const report = { id: client, text: text.trim().slice(0, maxErrorCharacters), at, meaning: null };
      return [{ exchange: { request: null, response, rest: null }, report }];
    }
    return [];
  });
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
    if (match) return match[1] ?? match[0];
  }
  return null;
}
