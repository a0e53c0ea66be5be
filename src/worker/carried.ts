// Reads what TLS and HTTP/2 carry in a capture. Their code is loaded where a connection may have them.

import type { Capture } from './capture.ts';
import type { Pace } from './carrier-pieces.ts';
import type { DecryptTunnel } from './decrypt.ts';

/** Decrypts the TLS connections of a capture, and reads its HTTP/2 connections, encrypted ones too. */
export async function readCarried(capture: Capture, pace: Pace): Promise<void> {
  let decryptTunnel: DecryptTunnel | null = null;
  if (capture.secrets.length > 0 || capture.decoders.some(({ isEncrypted }) => isEncrypted)) {
    const { decryptCapture } = await import('./decrypt.ts');
    decryptTunnel = await decryptCapture(capture, pace);
  }
  capture.http2 = new Map();
  capture.http2Notes = [];
  const decrypted = [...capture.decrypted.values()].map(({ decoder }) => decoder);
  if ([...capture.decoders, ...decrypted].some(({ mayCarryHttp2 }) => mayCarryHttp2)) {
    const { readHttp2 } = await import('./http2.ts');
    await readHttp2(capture, pace, decryptTunnel);
  }
}
