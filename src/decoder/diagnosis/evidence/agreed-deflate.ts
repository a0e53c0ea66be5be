// What the handshake agrees about compression.

import type { Evidence } from '../../model/finding.ts';
import type { BreakWindow } from './break-window.ts';

/** Whether the input shows what was agreed. */
export function showsAgreement({ context }: BreakWindow): boolean {
  return (context.connection.handshake?.response ?? null) !== null;
}

/** Whether the handshake agrees to permessage-deflate, with the line that says so. */
export function agreedDeflate(window: BreakWindow): Evidence {
  const { handshake, deflate } = window.context.connection;
  if (handshake === null || !showsAgreement(window)) {
    return { text: 'The handshake is not in the input, so what was agreed is not known.', place: null };
  }
  const line = handshake.checks.find((check) => check.id === 'extensions');
  const agreed = deflate === null ? 'no permessage-deflate' : 'permessage-deflate';
  return { text: `The answer to the upgrade agrees to ${agreed}.`, place: line?.place ?? null };
}
