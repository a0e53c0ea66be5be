// STOMP 1.0 to 1.2 over WebSocket.

import type { PayloadFormat } from '../format.ts';
import { joinWords } from '../json-messages.ts';
import { readStomp, stompPattern } from '../stomp-frames.ts';

const subprotocols = ['v10.stomp', 'v11.stomp', 'v12.stomp', 'stomp'];

export const stompFormat: PayloadFormat = {
  id: 'stomp',
  name: 'STOMP',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind === 'control' || bytes.length === 0) return 'no';
    const isAgreed = sample.speaks(...subprotocols);
    let head = '';
    for (const byte of bytes.subarray(0, 16)) head += String.fromCharCode(byte);
    if (/^[\r\n]+$/.test(head) && bytes.length <= 2) return isAgreed ? 'certain' : 'possible';
    if (!stompPattern.test(head)) return isAgreed ? 'possible' : 'no';
    return isAgreed || bytes.includes(0) ? 'certain' : 'likely';
  },

  parse(tree) {
    const frames = readStomp(tree);
    if (frames.length === 0) return 'heartbeat';
    return frames
      .slice(0, 3)
      .map(({ command, headers }) =>
        joinWords(command, headers.get('destination') ?? headers.get('message') ?? ''),
      )
      .join('; ');
  },
};
