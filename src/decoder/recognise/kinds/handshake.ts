// An opening handshake in any of the forms of the handshake check.

import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import type { Recogniser } from '../recognition.ts';

/** Recognises a handshake. */
export const handshake: Recogniser = {
  kind: 'handshake',
  recognise({ text }) {
    const found = recogniseHandshake(text);
    if (found === null || found.form === 'URL' || found.form === 'client error') return null;
    const { form, certainty, share } = found;
    return { kind: 'handshake', name: form, certainty, share, format: null };
  },
};
