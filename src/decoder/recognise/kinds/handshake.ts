// An opening handshake in any of the forms of the handshake check.

import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import type { Recogniser } from '../recognition.ts';
import { isServerLog } from './error-text.ts';

/** A status line, perhaps after the progress that curl prints in the same line. */
const statusLine = /^[-\d:. %kMG]*HTTP\/\d(?:\.\d)? \d{3}(?: |$)/;
const headerLine = /^[\w-]+:/;
/** The two lines above the progress of curl, and the progress itself. */
const progress = /^\s*(?:% Total\b.*|Dload\b.*|[-\d:. %kMG]*)$/;

/** Whether a text begins with a status line and a header: the rest is the body. */
function isResponse(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => !progress.test(line.slice(0, 200)));
  return first >= 0 && statusLine.test(lines[first].slice(0, 300)) && headerLine.test(lines[first + 1] ?? '');
}

/** A command has an option or an address; a sentence about curl has none. */
const curlWithTarget = /\bcurl(?:\.exe)?\b[^\n]*(?:\s-{1,2}\w|:\/\/|\blocalhost\b|\w\.\w|\$)/;
const errorFirst = /^\s*(?:[\w .]{0,40}: )?\w*Error: /;

/** Recognises a handshake. */
export const handshake: Recogniser = {
  kind: 'handshake',
  recognise({ text, lines }) {
    const found = recogniseHandshake(text);
    if (found === null || found.form === 'URL' || found.form === 'client error') return null;
    const { form, share } = found;
    if (form.startsWith('curl command') && !curlWithTarget.test(text)) return null;
    // An error that quotes a request or headers is an error first.
    const isQuoted = isServerLog(lines) || (form === 'browser headers' && errorFirst.test(text));
    const certainty = isQuoted ? 'possible' : found.certainty;
    if (certainty === 'possible' && !isQuoted && isResponse(lines)) {
      return { kind: 'handshake', name: form, certainty: 'likely', share: 1, format: null };
    }
    return { kind: 'handshake', name: form, certainty, share, format: null };
  },
};
