// What every checker asks of a WebSocket handshake, whatever the proxy.

/** Request as a browser sends it (Firefox's Connection value, the harder of the two that are seen). */
export const browserRequest = {
  method: 'GET',
  upgrade: 'websocket',
  connection: 'keep-alive, Upgrade',
  version: '13',
} as const;

/** True when a comma-separated header value has the token, in any case (RFC 9110 section 5.6.1). */
export function hasToken(value: string, token: string): boolean {
  return value.split(',').some((part) => part.trim().toLowerCase() === token.toLowerCase());
}

/** Request headers without which a server refuses the upgrade (RFC 6455 section 4.2.1). */
export const neededRequestHeaders = [
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
] as const;

/** Response headers without which a client fails the connection (RFC 6455 section 4.1). */
export const neededResponseHeaders = ['upgrade', 'connection', 'sec-websocket-accept'] as const;

/** Ports where a service usually speaks plain HTTP; `https` to one of these is named, not judged. */
export const usuallyPlainPorts = new Set([
  80, 3000, 3001, 4000, 5000, 5173, 8000, 8008, 8080, 8081, 8888, 9000,
]);

/** Ports where a service usually speaks TLS. */
export const usuallyTlsPorts = new Set([443, 8443, 9443]);

/** Says why a scheme and a port do not fit, or null when they may. */
export function schemePortDoubt(secure: boolean, port: number | null): string | null {
  if (port === null) {
    return null;
  }
  if (secure && usuallyPlainPorts.has(port)) {
    return `TLS is spoken to port ${port}, where a server usually speaks plain HTTP. If it does, it gets a TLS record (16 03 01) in place of GET.`;
  }
  if (!secure && usuallyTlsPorts.has(port)) {
    return `Plain HTTP is sent to port ${port}, where a server usually speaks TLS. If it does, it answers 400 or closes.`;
  }
  return null;
}

/** Seconds of a time such as `60`, `60s`, `1h30m`, `500ms`; null when it cannot be read. */
export function secondsOf(text: string, bareUnitSeconds = 1): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    return Number(trimmed) * bareUnitSeconds;
  }
  const units: Record<string, number> = {
    us: 1e-6,
    ms: 1e-3,
    s: 1,
    m: 60,
    h: 3600,
    d: 86400,
    w: 604800,
    M: 2592000,
    y: 31536000,
  };
  let total = 0;
  let rest = trimmed;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d|w|M|y)\s*/.exec(rest);
    if (!part) {
      return null;
    }
    total += Number(part[1]) * units[part[2]];
    rest = rest.slice(part[0].length);
  }
  return trimmed === '' ? null : total;
}

/** Below this an idle WebSocket is cut sooner than most ping intervals (20 to 30 s) leave room for. */
export const comfortableIdleSeconds = 120;
