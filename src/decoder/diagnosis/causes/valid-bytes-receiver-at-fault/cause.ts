import { otherSender } from '../../../model/basics.ts';
import type { Evidence } from '../../../model/finding.ts';
import { capital, the } from '../../../model/words.ts';
import { closeCodeName } from '../../../websocket/close-codes.ts';
import type { Cause } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { isAboutContent } from '../../evidence/application-close.ts';
import {
  closeWords,
  closingOrder,
  echoEvidence,
  firstCloseWith,
  frameBeforeClose,
  isSoundUntilClose,
  type SentClose,
} from '../../evidence/closing-order.ts';
import { headerPlace } from '../../evidence/frame-place.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** All bytes were checked, from the handshake on. */
const confidenceOfWhole = 0.93;
/** Without the handshake, what was agreed is not known, and an earlier fault may lie before the input. */
const confidenceOfPart = 0.7;

/** Close codes that accuse the other side of illegal bytes. */
const accusations = [1002, 1007];

function evidenceOf(context: DiagnosisContext, close: SentClose): Evidence[] {
  const evidence: Evidence[] = [
    {
      text: `${capital(the(close.sender))} sent ${closeWords(close)}.`,
      place: headerPlace(context, close.frame),
    },
  ];
  const accused = frameBeforeClose(context, close);
  if (accused !== null)
    evidence.push({
      text: 'The frame that it answers is sound: mask, length, opcode and payload are as they must be.',
      place: headerPlace(context, accused),
    });
  if (close.sender === 'server')
    evidence.push({
      text: 'Two receivers on one socket unmask the same buffer twice, and the second then sees noise.',
      place: null,
    });
  if (closingOrder(context)?.decision.frame === close.frame) evidence.push(...echoEvidence(context));
  return evidence;
}

/** Legal bytes, yet an end failed the connection. */
export const validBytesReceiverAtFault: Cause<'valid-bytes-receiver-at-fault'> = {
  id: 'valid-bytes-receiver-at-fault',
  group: 'sound',
  title: 'The bytes are legal; the receiver failed them',
  section: 'RFC 6455 7.4.1',
  level: 'broken',
  leadsTo: ['abnormal-close', 'data-after-close'],
  stacks: ['node-ws', 'vite', 'next', 'socketio'],
  reports: { 'close-code': 0.2 },
  confirm:
    'Count the readers of the socket: server.listeners("upgrade").length must be 1, and only one library may read it.',
  match(context) {
    const { connection } = context;
    const { directions, handshake } = connection;
    if (connection.fidelity !== 'bytes' || !isSoundUntilClose(context)) return null;
    const close = firstCloseWith(context, accusations);
    if (close === null || isAboutContent(close)) return null;
    // Data after a Close is not legal, and a later Close may answer it.
    if (context.first !== null && !context.first.overrun && context.first.frame < close.frame) return null;
    const accused = otherSender(close.sender);
    const isHandshakeWrong =
      handshake?.checks.some(({ ok, severity }) => !ok && severity === 'error') ?? false;
    // Nothing is said of bytes that the input does not hold.
    if (directions[accused].frameCount === 0 && handshake === null) return null;
    if (directions[accused].missing > 0 || isHandshakeWrong) return null;
    const isPart = connection.midStream || handshake === null;
    return {
      confidence: isPart ? confidenceOfPart : confidenceOfWhole,
      claim: `${capital(the(close.sender))} closed with ${close.code} (${closeCodeName(close.code ?? 0)}), but every byte that ${the(accused)} sent is legal.`,
      evidence: evidenceOf(context, close),
      against:
        'All rules of RFC 6455 and of what was agreed were checked on these bytes, and none is broken.',
      stacks: stacksOf(context),
    };
  },
};
