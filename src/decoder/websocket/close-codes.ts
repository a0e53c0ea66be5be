// Close codes: RFC 6455 7.4 and the IANA WebSocket Close Code Number registry.

const names: Record<number, string> = {
  1000: 'Normal Closure',
  1001: 'Going Away',
  1002: 'Protocol error',
  1003: 'Unsupported Data',
  1004: 'Reserved',
  1005: 'No Status Rcvd',
  1006: 'Abnormal Closure',
  1007: 'Invalid frame payload data',
  1008: 'Policy Violation',
  1009: 'Message Too Big',
  1010: 'Mandatory Ext.',
  1011: 'Internal Error',
  1012: 'Service Restart',
  1013: 'Try Again Later',
  1014: 'Bad Gateway',
  1015: 'TLS handshake',
  3000: 'Unauthorized',
  3003: 'Forbidden',
  3008: 'Timeout',
};

/** The name of a close code, from the registry or from the range that contains it. */
export function closeCodeName(code: number): string {
  const name = names[code];
  if (name) return name;
  if (code < 1000) return 'not used';
  if (code < 3000) return 'reserved for the protocol';
  if (code < 4000) return 'registered by libraries';
  if (code < 5000) return 'private use';
  return 'out of range';
}

/**
 * Whether an endpoint may put this code into a Close frame (RFC 6455 7.4.1, 7.4.2, and the registry's
 * 1012-1014).
 */
export function mayBeSent(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}
