import { senders } from '../../../model/basics.ts';
import { frameOffset, streamOffset } from '../../../model/coordinates.ts';
import { missing as hole } from '../../../model/stream-map.ts';
import { count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';

/** Confidence that lost segments explain what seems broken. The loss itself is certain. */
const confidences = {
  /** A fault lies before the first gap, so the gap does not explain it. */
  besideFault: 0.3,
  alone: 0.95,
} as const;

/** The capture lacks segments that the receiver got. */
export const captureLoss: Cause<'capture-loss'> = {
  id: 'capture-loss',
  group: 'capture',
  title: 'The capture lost packets',
  section: null,
  level: 'unknown',
  limitsOthers: { from: 0.9, to: 0.6 },
  leadsTo: [],
  stacks: ['capture'],
  confirm:
    'Capture again with a larger buffer (tcpdump -B 16384 -w file.pcap port N), or nearer to the server.',
  match(context) {
    const { directions, events, locator, transport } = context.connection;
    // A paste has no sequence numbers: what it lacks was left out when it was printed or copied.
    if (transport === 'bytes') return null;
    if (events.some(({ kind }) => kind === 'snaplen-cut' || kind === 'packet-short')) return null;
    const lacking = senders.filter((sender) => directions[sender].missing > 0);
    if (lacking.length === 0) return null;
    const evidence = lacking.map((sender) => {
      const { map, missing } = directions[sender];
      let at = frameOffset(0);
      for (let i = 0; i < map.extentCount; i++) {
        const piece = map.extent(i);
        if (piece.at !== hole) continue;
        at = locator.frameOffset(sender, piece.start);
        break;
      }
      return {
        text: `${count(missing, 'byte')} of ${the(sender)}'s stream ${missing === 1 ? 'is' : 'are'} not in the capture.`,
        place: { sender, offset: at, length: 1 },
      };
    });
    // A fault before the first hole stands on bytes that are there.
    const { first } = context;
    const own =
      first !== null &&
      !first.overrun &&
      !directions[first.sender].map.hasHole(
        streamOffset(0),
        locator.streamOffset(first.sender, first.offset),
      );
    return {
      confidence: own ? confidences.besideFault : confidences.alone,
      claim: `The capture lacks segments that were sent: what seems broken there is not the peer's doing.`,
      evidence,
      against:
        'The sequence numbers go on after the gap, so the bytes were sent and the recorder missed them.',
    };
  },
};
