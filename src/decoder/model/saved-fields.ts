// Header fields as an archive of a browser or a proxy shows them: it may have been saved without the fields of the
// handshake, or with their values masked. What is absent because of that is unknown.

/** A value that stands for one that was taken out: `***`, `[REDACTED]`, `<hidden>`, `xxxx`. */
const masked =
  /^\s*(?:[*•·█▇xX#_.-]{3,}|[[(<{*]*\s*(?:redacted|removed|hidden|masked|filtered|sanitized|sanitised|censored|omitted|stripped|scrubbed|secret|private|anonymized|anonymised)\s*[\])>}*]*|\[\s*\]|<\s*>|\.{3}|…)\s*$/i;

/** Whether a value was taken out of a header field, or a part of it. */
export function isMaskedValue(value: string): boolean {
  return masked.test(value) || /\*{3,}|[•█▇]{3,}|\[redacted\]|<redacted>/i.test(value);
}

/** The fields of a head that are known, and whether others may have been sent. */
export interface KnownFields {
  readonly pairs: [string, string][];
  readonly lacksFields: boolean;
}

/** The fields of a head that an archive shows. `isHandshake`: it asks for a WebSocket, or opens one. */
export function knownFields(
  pairs: readonly (readonly [string, string])[],
  isHandshake: boolean,
): KnownFields {
  const known = pairs.filter(([, value]) => !isMaskedValue(value));
  const isBare = isHandshake && !known.some(([name]) => /^sec-websocket-/i.test(name));
  return {
    pairs: known.map(([name, value]): [string, string] => [name, value]),
    lacksFields: isBare || known.length < pairs.length,
  };
}
