import { otherSender, senders } from '../../../model/basics.ts';
import { the } from '../../../model/words.ts';
import { closeCodeName } from '../../../websocket/close-codes.ts';
import type { Cause } from '../../cause.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** Legal bytes, yet an end failed the connection. */
export const validBytesReceiverAtFault: Cause<'valid-bytes-receiver-at-fault'> = {
  id: 'valid-bytes-receiver-at-fault',
  group: 'sound',
  title: 'The bytes are legal; the receiver failed them',
  section: 'RFC 6455 7.4.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'vite', 'next', 'socketio'],
  reports: { 'close-code': 0.2 },
  confirm:
    'Count the readers of the socket: server.listeners("upgrade").length must be 1, and only one library may read it.',
  match(context) {
    const { connection, first } = context;
    const { directions, frames } = connection;
    if (connection.fidelity !== 'bytes' || (first !== null && !first.overrun)) return null;
    const accuser = senders.find((sender) => {
      const code = directions[sender].closed?.code;
      return code === 1002 || code === 1007;
    });
    if (accuser === undefined) return null;
    const close = directions[accuser].closed;
    const accused = otherSender(accuser);
    if (close === null || directions[accused].missing > 0) return null;
    const handshakeWrong =
      connection.handshake?.checks.some(({ ok, severity }) => !ok && severity === 'error') ?? false;
    if (handshakeWrong) return null;
    let last: number | null = null;
    for (let i = close.frame - 1; i >= 0 && last === null; i--) if (frames.sender(i) === accused) last = i;
    const where = (frame: number) => ({
      sender: frames.sender(frame),
      offset: frames.offset(frame),
      length: frames.headerLength(frame),
    });
    return {
      confidence: connection.midStream || connection.handshake === null ? 0.7 : 0.93,
      claim: `${the(accuser)[0].toUpperCase()}${the(accuser).slice(1)} closed with ${close.code} (${closeCodeName(close.code ?? 0)}), but every byte that ${the(accused)} sent is legal.`,
      evidence: [
        {
          text: `Close ${close.code}${close.reason ? ` “${close.reason}”` : ''} from ${the(accuser)}.`,
          place: where(close.frame),
        },
        ...(last === null
          ? []
          : [
              {
                text: `The frame that it answers is sound: mask, length, opcode and payload are as they must be.`,
                place: where(last),
              },
            ]),
        ...(accuser === 'server'
          ? [
              {
                text: 'Two receivers on one socket unmask the same buffer twice, and the second then sees noise.',
                place: null,
              },
            ]
          : []),
      ],
      against:
        'All rules of RFC 6455 and of what was agreed were checked on these bytes, and none is broken.',
      stacks: stacksOf(context),
    };
  },
};
