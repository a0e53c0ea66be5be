// Lines by which curl says what went wrong.

import { meaningById, meaningOfCurlError, wordsOfCurlError } from './meanings.ts';
import type { TextLine, ToolReport } from './pasted.ts';

const tlsFailure =
  /^\* .*(SSL certificate problem|certificate verify failed|alert handshake failure|wrong version number)/i;
const http2Agreed = /^\* .*ALPN.*(server accepted|accepted to use) h2|^\* [Uu]sing HTTP\/?2/;

/** Lines such as `curl: (35) ...` and what the `*` lines say of TLS and HTTP/2. */
export function toolReports(lines: readonly TextLine[]): ToolReport[] {
  return lines.flatMap((line) => reportIn(line) ?? []);
}

function reportIn({ text, at }: TextLine): ToolReport | null {
  const error = /^curl: \((\d+)\)\s*(.*)/.exec(text);
  if (error) {
    const code = Number(error[1]);
    const words = wordsOfCurlError(code, error[2]);
    return {
      id: `curl ${code}`,
      text: words ? `${error[2]}: ${words}` : error[2],
      at,
      meaning: meaningOfCurlError(code, error[2]),
    };
  }
  if (!text.startsWith('* ')) return null;
  const said = text.slice(2).trim();
  if (http2Agreed.test(text)) {
    const why = 'HTTP/2 was agreed on, where Upgrade does not exist. Repeat it with --http1.1.';
    return { id: 'HTTP/2', text: why, at, meaning: null };
  }
  if (tlsFailure.test(text)) {
    const meaning = meaningById(/certificate/i.test(said) ? 'certificate' : 'TLS error');
    return { id: 'TLS', text: said, at, meaning };
  }
  if (said.startsWith('Empty reply from server')) {
    return {
      id: 'curl 52',
      text: `${said}: ${wordsOfCurlError(52, said)}`,
      at,
      meaning: meaningOfCurlError(52, said),
    };
  }
  return null;
}

/** Whether a report is curl's own timeout, which is how curl ends a WebSocket that works. */
export function isCurlTimeout(report: ToolReport): boolean {
  return report.id === 'curl 28';
}
