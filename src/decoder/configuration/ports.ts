// Ports: their numbers, those that usually speak TLS, and those that usually do not.

/** Ports where a service usually speaks plain HTTP; `https` to one of these is named, not judged. */
const usuallyPlainPorts = new Set([80, 3000, 3001, 4000, 5000, 5173, 8000, 8008, 8080, 8081, 8888, 9000]);

/** Ports where a service usually speaks TLS. */
const usuallyTlsPorts = new Set([443, 8443, 9443]);

/** Says why a scheme and a port do not fit, or null when they may. */
export function schemePortDoubt(secure: boolean, port: number | null): string | null {
  if (port === null) return null;
  if (secure && usuallyPlainPorts.has(port)) {
    return `TLS is spoken to port ${port}, where a server usually speaks plain HTTP. Such a server gets a TLS record (16 03 01) where it expects GET.`;
  }
  if (!secure && usuallyTlsPorts.has(port)) {
    return `Plain HTTP is sent to port ${port}, where a server usually speaks TLS. Such a server answers 400 or closes.`;
  }
  return null;
}

/** True for the digits of a port, from 1 to 65535. */
export function isPortNumber(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65536;
}
