// A response as a library prints its object: the status, and header lines after it. The headers that it prints in
// another notation are left out.

import { headOf, isHeaderLine, statusLineOf } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, PastedHead, PastedText } from '../pasted.ts';

interface PrintedResponse {
  readonly library: string;
  /** Group 1 is the status; group 2, when there is one, the reason phrase. Matched within one line. */
  readonly pattern: RegExp;
}

const responses: readonly PrintedResponse[] = [
  {
    library: 'Haskell',
    pattern: /\bresponseCode = ([1-5]\d{2})(?:, responseMessage = "([^"]{0,80})")?/,
  },
  { library: 'gun', pattern: /\{gun_response,.{0,200}?,(?:no)?fin,([1-5]\d{2}),/ },
  { library: 'HTTP::Response of Perl', pattern: /'_rc' => '?([1-5]\d{2})\b/ },
  { library: '.NET', pattern: /\bStatusCode: ([1-5]\d{2}), ReasonPhrase: '([^']{0,80})'/ },
  { library: 'Akka or Pekko', pattern: /\bHttpResponse\(([1-5]\d{2}) ([A-Z][A-Za-z ]{0,40}),/ },
  {
    library: 'Node.js',
    pattern: /\bResponse \{ (?:\w+: [^,]{0,80}, ){0,3}status: ([1-5]\d{2}),(?: statusText: '([^']{0,80})')?/,
  },
  { library: 'arduinoWebSockets', pattern: /\[handleHeader\]\s{1,4}- cCode: ([1-5]\d{2})\b/ },
  { library: 'requests', pattern: /<Response \[([1-5]\d{2})\]>/ },
  { library: 'Net::HTTP of Ruby', pattern: /#<Net::HTTP\w+ ([1-5]\d{2}) ([A-Z][A-Za-z ]{0,40}?) readbody=/ },
];

const linePatterns: readonly LinePattern[] = responses.map(({ library, pattern }) => [
  pattern,
  `a response as ${library} prints it`,
]);

const maxCharacters = 2000;

/** Reads printed responses. */
export const printedResponse: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'printed headers', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const response = printedResponseIn(pasted);
    if (response === null) return null;
    return {
      form: 'printed headers',
      recognised: 'A response as a program prints it.',
      exchanges: [{ request: null, response, rest: null }],
      url: null,
      notes: [
        'The text names the status of the response: the request is not in it, so it is not judged. Run curl -i with the upgrade headers to see both.',
      ],
      reports: [],
    };
  },
};

/** The last printed response; null for none. */
export function printedResponseIn({ lines }: PastedText): PastedHead | null {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const { text, at } = lines[index];
    for (const { pattern } of responses) {
      const match = pattern.exec(text.slice(0, maxCharacters));
      if (!match) continue;
      const startLine = statusLineOf(Number(match[1]), match[2]?.trim() || undefined);
      const headers = lines.slice(index + 1).filter(({ text: one }) => isHeaderLine(one.trim()));
      const plain = headers.map((one) => ({ ...one, text: one.text.trim() }));
      return headOf({
        startLine,
        startLineAt: at,
        lines: plain,
        hidden: plain.length === 0 ? 'all' : [],
      });
    }
  }
  return null;
}
