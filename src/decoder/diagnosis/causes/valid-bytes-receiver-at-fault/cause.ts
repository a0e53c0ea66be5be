import { otherSender, type Sender, senders } from '../../../model/basics.ts';
import type { CloseSeen, Connection } from '../../../model/connection.ts';
import type { Evidence } from '../../../model/finding.ts';
import { capital, the } from '../../../model/words.ts';
import { closeCodeName } from '../../../websocket/close-codes.ts';
import type { Cause } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { headerPlace } from '../../evidence/frame-place.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** All bytes were checked, from the handshake on. */
const confidenceOfWhole = 0.93;
/** Without the handshake, what was agreed is not known, and an earlier fault may lie before the input. */
const confidenceOfPart = 0.7;

/** Close codes that accuse the other side of illegal bytes. */
const accusations = [1002, 1007];

/** The side that closed with an accusation, and its Close. */
function accusationIn({ directions }: Connection): { accuser: Sender; close: CloseSeen } | null {
  for (const accuser of senders) {
    const { closed } = directions[accuser];
    if (closed !== null && closed.code !== null && accusations.includes(closed.code))
      return { accuser, close: closed };
  }
  return null;
}

/** The last frame of a sender before another frame, or `null`. */
function lastFrameBefore({ frames }: Connection, sender: Sender, frame: number): number | null {
  for (let i = frame - 1; i >= 0; i--) if (frames.sender(i) === sender) return i;
  return null;
}

function evidenceOf(context: DiagnosisContext, accuser: Sender, close: CloseSeen): Evidence[] {
  const evidence: Evidence[] = [
    {
      text: `Close ${close.code}${close.reason ? ` “${close.reason}”` : ''} from ${the(accuser)}.`,
      place: headerPlace(context, close.frame),
    },
  ];
  const accused = lastFrameBefore(context.connection, otherSender(accuser), close.frame);
  if (accused !== null)
    evidence.push({
      text: 'The frame that it answers is sound: mask, length, opcode and payload are as they must be.',
      place: headerPlace(context, accused),
    });
  if (accuser === 'server')
    evidence.push({
      text: 'Two receivers on one socket unmask the same buffer twice, and the second then sees noise.',
      place: null,
    });
  return evidence;
}

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
    const { directions, handshake } = connection;
    if (connection.fidelity !== 'bytes' || (first !== null && !first.overrun)) return null;
    const accusation = accusationIn(connection);
    if (accusation === null) return null;
    const { accuser, close } = accusation;
    const accused = otherSender(accuser);
    const isHandshakeWrong =
      handshake?.checks.some(({ ok, severity }) => !ok && severity === 'error') ?? false;
    if (directions[accused].missing > 0 || isHandshakeWrong) return null;
    const isPart = connection.midStream || handshake === null;
    return {
      confidence: isPart ? confidenceOfPart : confidenceOfWhole,
      claim: `${capital(the(accuser))} closed with ${close.code} (${closeCodeName(close.code ?? 0)}), but every byte that ${the(accused)} sent is legal.`,
      evidence: evidenceOf(context, accuser, close),
      against:
        'All rules of RFC 6455 and of what was agreed were checked on these bytes, and none is broken.',
      stacks: stacksOf(context),
    };
  },
};
