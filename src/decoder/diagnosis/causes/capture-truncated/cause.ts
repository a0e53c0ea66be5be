import { senders } from '../../../model/basics.ts';
import { streamOffset } from '../../../model/coordinates.ts';
import type { Cause } from '../../cause.ts';

/** The packets themselves say that they are cut; that a peer is at fault too cannot be ruled out. */
const confidenceOfCut = 0.97;

/** A receiver drops such a packet, so the bytes were lost, or a tool wrote the file so. */
const confidenceOfShort = 0.8;

/** Packets were cut at the snapshot length. */
export const captureTruncated: Cause<'capture-truncated'> = {
  id: 'capture-truncated',
  group: 'capture',
  title: 'The capture cut the packets short',
  section: null,
  level: 'unknown',
  limitsOthers: { from: confidenceOfShort, to: 0.6 },
  leadsTo: ['capture-loss'],
  stacks: ['capture'],
  confirm: 'Capture again with the whole packets: tcpdump -s 0 -w file.pcap port N.',
  match(context) {
    const { events } = context.connection;
    const cut = events.filter(({ kind }) => kind === 'snaplen-cut' || kind === 'packet-short');
    if (cut.length === 0) return null;
    const isShort = cut[0].kind === 'packet-short';
    const missing = senders.reduce((sum, sender) => sum + context.connection.directions[sender].missing, 0);
    return {
      confidence: isShort ? confidenceOfShort : confidenceOfCut,
      ...(isShort ? { title: 'Packets are shorter than they say' } : {}),
      claim: `${isShort ? 'Packets hold fewer bytes than their IP header says, though the capture kept them whole' : 'The capture holds only the first bytes of each packet (a snapshot length was set)'}: ${missing.toLocaleString('en')} bytes of this connection are missing. Nobody's fault can be seen in them.`,
      evidence: [
        {
          text: isShort
            ? 'Here a link layer such as PPPoE ends the packet before its IP header does.'
            : (cut[0].detail ?? 'Packets are longer on the wire than in the capture.'),
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
      against: isShort
        ? 'No snapshot length was at work: each packet is in the file as long as it was on the wire.'
        : 'The packets themselves say how long they were, so it is the capture that lacks the bytes.',
      ...(isShort
        ? { confirm: 'Capture on the other side of the device that ends the link, and compare.' }
        : {}),
    };
  },
};
