import { useEffect, useMemo, useState } from 'react';
import { gather, type PayloadBytes } from '../../app/payload-bytes.ts';
import { decodeText } from '../../decoder/bytes/utf8.ts';
import { isJsonDocument } from './pretty-json.ts';

/** Longest JSON that is formatted, in characters; longer JSON is shown as text. */
const maxJsonBytes = 1 << 20;

/** `reading`: the text starts like JSON and is still loading. */
export type JsonState = 'none' | 'reading' | { readonly text: string };

function parsed(bytes: Uint8Array): JsonState {
  const text = decodeText(bytes);
  return isJsonDocument(text) ? { text } : 'none';
}

function mayBeJson(payload: PayloadBytes, lacking: number): boolean {
  if (!payload.counted || payload.length > maxJsonBytes || lacking > 0) return false;
  return /^\s*[[{]/.test(decodeText(payload.head.bytes.subarray(0, 256)));
}

/** A payload as JSON, if it is a complete object or array. */
export function useJson(payload: PayloadBytes, lacking: number): JsonState {
  const [found, setFound] = useState<{ of: PayloadBytes; json: JsonState } | null>(null);
  const candidate = mayBeJson(payload, lacking);
  const { small } = payload;
  const atOnce = useMemo(
    () => (candidate && small ? parsed(payload.head.bytes) : null),
    [payload, candidate, small],
  );
  useEffect(() => {
    if (!candidate || small) return;
    let here = true;
    void gather(payload, 0, payload.length).then((whole) => {
      if (here) setFound({ of: payload, json: whole ? parsed(whole.bytes) : 'none' });
    });
    return () => {
      here = false;
    };
  }, [payload, candidate, small]);
  if (!candidate) return 'none';
  if (atOnce !== null) return atOnce;
  return found?.of === payload ? found.json : 'reading';
}
