import { senders } from '../../../model/basics.ts';
import { streamOffset } from '../../../model/coordinates.ts';
import type { Cause } from '../../cause.ts';

/** The packets themselves say that they are cut; that a peer is at fault too cannot be ruled out. */
const confidenceOfCut = 0.97;

/** Packets were cut at the snapshot length. */
export const captureTruncated: Cause<'capture-truncated'> = {
  id: 'capture-truncated',
  group: 'capture',
  title: 'The capture cut the packets short',
  section: null,
  level: 'unknown',
  leadsTo: ['capture-loss'],
  stacks: ['capture'],
  confirm: 'Capture again with the whole packets: tcpdump -s 0 -w file.pcap port N.',
  match(context) {
    const cut = context.connection.events.filter(({ kind }) => kind === 'snaplen-cut');
    if (cut.length === 0) return null;
    const missing = senders.reduce((sum, sender) => sum + context.connection.directions[sender].missing, 0);
    return {
      confidence: confidenceOfCut,
      claim: `The capture holds only the first bytes of each packet (a snapshot length was set): ${missing.toLocaleString('en')} bytes of this connection are missing. Nobody's fault can be seen in them.`,
      evidence: [
        {
          text: cut[0].detail ?? 'Packets are longer on the wire than in the capture.',
          place:
            cut[0].sender && cut[0].offset !== undefined
              ? {
                  sender: cut[0].sender,
                  offset: context.connection.locator.frameOffset(cut[0].sender, streamOffset(cut[0].offset)),
                  length: 1,
                }
              : null,
        },
      ],
      against: 'The packets themselves say how long they were, so it is the capture that lacks the bytes.',
    };
  },
};
