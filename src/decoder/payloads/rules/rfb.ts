// RFB (VNC): a server that refuses the client.

import { concat } from '../../bytes/concat.ts';
import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { agreed, type ContentFault, type ContentMessage, type ContentRule } from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { type RfbHandshake, readRfbHandshake, rfbVersion } from '../rfb-handshake.ts';

/** Bytes of each side that are read. */
const maxBytes = 4096;

function faultOf({ reason, start, end }: NonNullable<RfbHandshake['refusal']>, offset: number): ContentFault {
  const said = reason === '' ? '' : `: ${quoted(reason.slice(0, 200))}`;
  return {
    rule: 'rfb-refused',
    severity: 'warning',
    section: 'RFC 6143, 7.1.2 and 7.1.3',
    text: `Expected the VNC server to accept the client, found a refusal${said}.`,
    range: { start: Math.max(0, start - offset), end: Math.max(0, end - offset) },
  };
}

export const rfbRule: ContentRule = {
  ids: ['rfb-refused'],

  /** `binary` and the path say little: both sides have to begin with the version of RFB. */
  check(connection) {
    const isVnc = agreed(connection, ['binary']) || /\/websockify\b|\/vnc\b/i.test(connection.path ?? '');
    if (!isVnc || !connection.isWhole) return null;
    const said: Record<Sender, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
    let isFound = false;
    return {
      message({ sender, bytes }: ContentMessage) {
        const offset = said[sender].length;
        if (isFound || offset >= maxBytes) return [];
        said[sender] = concat([said[sender], bytes]);
        if (sender !== 'server' || !rfbVersion.test(decodeLatin1(said.server.subarray(0, 12)))) return [];
        const { refusal } = readRfbHandshake(said.client, said.server);
        // A reason in a later message belongs to it.
        if (refusal === null || (refusal.reason === '' && said.server.length > refusal.end)) return [];
        isFound = true;
        return [faultOf(refusal, offset)];
      },
    };
  },
};
