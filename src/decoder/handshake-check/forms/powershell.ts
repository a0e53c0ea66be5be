// `Invoke-WebRequest ...`, as DevTools copies a request for PowerShell.

import { headOf, partsOfUrl } from '../heads.ts';
import { headerLines, matchingLines } from '../lines.ts';
import { type LiteralPair, readPairs, readQuoted } from '../literals.ts';
import type { FormReader, PastedHandshake, PastedText } from '../pasted.ts';

const command = /\bInvoke-(?:WebRequest|RestMethod)\b/i;
const uriOption = /-Uri\s{1,20}(?=["'])/i;
const cookieCall = /System\.Net\.Cookie\(\s{0,20}(?=["'])/gi;

// Set by PowerShell itself, so DevTools leaves them out.
const headersLeftOut = ['host', 'connection', 'upgrade'];

/** Reads a copied PowerShell command. */
export const powerShellCommand: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [command, 'a command of PowerShell'],
      [/^\s*["'](?:sec-websocket-[a-z]+|accept-language|pragma)["']\s*=/i, 'a header'],
    ]);
    if (!command.test(pasted.text) || evidence.length === 0) return null;
    return { form: 'PowerShell command', certainty: 'certain', evidence };
  },
  read: readPowerShell,
};

function readPowerShell({ text }: PastedText): PastedHandshake | null {
  const option = uriOption.exec(text);
  const urlStart = option ? option.index + option[0].length : 0;
  const url = option && readQuoted(text, urlStart, '`');
  const parts = url && partsOfUrl(url.value);
  if (!url || !parts) return null;
  const table = /-Headers\s{1,20}@\{/i.exec(text);
  const headers = table ? readPairs(text, table.index + table[0].length, '`') : [];
  const method = /-Method\s{1,20}["']?([A-Z]+)/i.exec(text)?.[1].toUpperCase() ?? 'GET';
  const request = headOf({
    startLine: `${method} ${parts.path} HTTP/1.1`,
    startLineAt: { start: urlStart, end: url.end },
    lines: headerLines([...sessionHeaders(text), ...headers]),
    hidden: headersLeftOut,
  });
  return {
    form: 'PowerShell command',
    recognised: 'A PowerShell command, as the developer tools of a browser copy a request.',
    exchanges: [{ request, response: null, rest: null }],
    url: url.value,
    notes: [
      'A command for PowerShell leaves out Host, Connection and Upgrade: whether they were sent cannot be told. "Copy as cURL" has all of them.',
    ],
    reports: [],
  };
}

/** User-Agent and cookies, which the command keeps in `$session`. */
function sessionHeaders(text: string): LiteralPair[] {
  const pairs: LiteralPair[] = [];
  const agent = /\.UserAgent\s{0,20}=\s{0,20}(?=["'])/.exec(text);
  const agentStart = agent ? agent.index + agent[0].length : 0;
  const agentName = agent && readQuoted(text, agentStart, '`');
  if (agentName) {
    pairs.push({ name: 'User-Agent', value: agentName.value, start: agentStart, end: agentName.end });
  }
  for (const match of text.matchAll(cookieCall)) {
    const start = match.index + match[0].length;
    const name = readQuoted(text, start, '`');
    const comma = name && /^\s{0,20},\s{0,20}/.exec(text.slice(name.end, name.end + 45));
    const value = name && comma && readQuoted(text, name.end + comma[0].length, '`');
    if (value) pairs.push({ name: 'Cookie', value: `${name.value}=${value.value}`, start, end: value.end });
  }
  return pairs;
}
