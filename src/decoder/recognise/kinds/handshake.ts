// An opening handshake in any of the forms of the handshake check.

import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import type { Recogniser } from '../recognition.ts';
import { isServerLog } from './error-text.ts';

const errorFirst = /^\s*(?:[\w .]{0,40}: )?\w*Error: /;

/** Recognises a handshake. */
export const handshake: Recogniser = {
  kind: 'handshake',
  recognise({ text, lines }) {
    const found = recogniseHandshake(text);
    if (found === null || found.form === 'URL' || found.form === 'client error') return null;
    const { form, share } = found;
    // An error that quotes a request or headers is an error first.
    const isQuoted = isServerLog(lines) || (form === 'browser headers' && errorFirst.test(text));
    const certainty = isQuoted ? 'possible' : found.certainty;
    return { kind: 'handshake', name: form, certainty, share, format: null };
  },
};
