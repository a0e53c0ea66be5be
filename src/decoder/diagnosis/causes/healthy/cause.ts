import { otherSender, type Sender, senders } from '../../../model/basics.ts';
import type { Connection } from '../../../model/connection.ts';
import { capital, count, formatCount, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import { type ApplicationClose, applicationClose } from '../../evidence/application-close.ts';
import { closeWords, closingEvidence } from '../../evidence/closing-order.ts';
import { endingOf } from '../../evidence/ending.ts';
import { endsInsideOnlyFrame, isBare, soundConfidence, wholeFrameCount } from '../../evidence/pasted.ts';
import { maxSoundByMasks, unlessOtherSide } from '../../evidence/sender-inferred.ts';

/** Above what a cause has that no further frame supports, and too low for a verdict. */
const tooLittleConfidence = 0.34;

/** The last frame of an end that is over never came whole. */
const unfinishedConfidence = 0.1;

/** Whether compression was agreed decides it, and the input does not say. */
const maxSoundIfAgreed = 0.5;
const ifAgreed =
  ' RSV1 is set and the payload inflates: that is legal where the handshake agreed to permessage-deflate, and an error where it did not.';

/** A connection whose every byte is legal, and what a handshake adds to the frames of a paste. */
const maxSound = 0.9;
const gainOfHandshake = 0.1;

/** Every byte is legal, and the connection was closed in order or is still open. */
export const healthy: Cause<'healthy'> = {
  id: 'healthy',
  group: 'sound',
  title: 'Nothing is wrong with this connection',
  section: null,
  level: 'sound',
  doubtful: { below: 0.35, level: 'unknown' },
  excludesOthers: true,
  leadsTo: [],
  stacks: [],
  confirm: null,
  match(context) {
    const { connection, first } = context;
    if (first !== null && !first.overrun) return null;
    // A program reported an error: what it saw is not sound, though it may not be in this input.
    if (connection.fidelity !== 'bytes' && connection.symptoms.length > 0) return null;
    if (
      connection.handshake !== null &&
      connection.handshake.response !== null &&
      !connection.handshake.accepted
    )
      return null;
    const hard =
      connection.handshake?.checks.some(({ ok, severity }) => !ok && severity === 'error') ?? false;
    if (hard) return null;
    const { frames, messages, fidelity } = connection;
    if (frames.length === 0 && connection.handshake?.response === null) {
      return {
        confidence: 0.3,
        title: 'Nothing can be judged yet',
        isOpen: true,
        claim: 'The input holds the request alone: no answer and no frame.',
        evidence: [],
        confirm: 'Capture until the server has answered, in both directions.',
      };
    }
    const tooLittle = tooLittleToJudge(connection);
    if (tooLittle !== null) {
      return {
        confidence: tooLittleConfidence,
        title: 'Too little to judge',
        isOpen: true,
        claim: tooLittle,
        evidence: [],
        confirm: 'Paste or capture more: at least the whole of the first frame.',
      };
    }
    const ending = endingOf(context);
    const end =
      ending === null
        ? 'still open in this input'
        : ending.anyClose
          ? `closed in order${ending.close?.code ? ` (${ending.close.code})` : ''}`
          : 'ended';
    const known =
      connection.handshake?.accepted === true || connection.midStream || connection.transport === 'bytes';
    const what =
      fidelity === 'messages'
        ? `${count(messages.length, 'message')}; the framing is not in this input`
        : fidelity === 'frames'
          ? `${count(frames.length, 'frame header')}; payloads are not in this input`
          : `${count(frames.length, 'frame')}, ${count(messages.length, 'message')}: mask, length, opcode${isTextRead(connection) ? ', text' : ''} and order are as they must be`;
    const onPurpose = fidelity === 'bytes' ? applicationClose(context) : null;
    const isCompressed = isCompressionUnknown(connection);
    const isBySide = connection.sidesFrom === 'masks' && frames.length > 0 && fidelity === 'bytes';
    const isUnfinished = senders.some((sender) => hasEndedInside(connection, sender));
    const confidence = isUnfinished ? unfinishedConfidence : confidenceOf(connection, first !== null, known);
    return {
      confidence: Math.min(confidence, isBySide ? maxSoundByMasks : 1, isCompressed ? maxSoundIfAgreed : 1),
      title: isCompressed
        ? 'Legal only if compression was agreed, which this input does not show'
        : titleOf(connection),
      ...(isCompressed ? { level: 'unknown' as const, isOpen: true } : {}),
      // Without bytes the end of the connection is not seen.
      claim: `${capital(what)}${fidelity === 'bytes' ? `; ${end}` : ''}.${isCompressed ? ifAgreed : ''}${isBySide ? unlessOtherSide(connection) : ''}`,
      evidence: closingEvidence(context),
      ...(onPurpose === null ? {} : closedOnPurpose(onPurpose, what)),
    };
  },
};

/** Whether the end that sent a frame without finishing it has ended: the rest of it never comes. */
function hasEndedInside({ directions, frames }: Connection, sender: Sender): boolean {
  const { end, missing } = directions[sender];
  if ((end !== 'fin' && end !== 'rst') || missing > 0) return false;
  for (let i = frames.length - 1; i >= 0; i--) if (frames.sender(i) === sender) return !frames.complete(i);
  return false;
}

/** RSV1 is set in frames of a paste without the handshake that would agree to it. */
function isCompressionUnknown({
  handshake,
  deflateFrom,
  fidelity,
  transport,
  messages,
}: Connection): boolean {
  if (handshake !== null || deflateFrom !== 'inferred' || fidelity !== 'bytes' || transport !== 'bytes')
    return false;
  for (let i = 0; i < messages.length; i++) if (messages.compressed(i)) return true;
  return false;
}

/** `overruns`: the last frame runs over the end; `known`: the connection is one by its handshake or by the input. */
function confidenceOf(connection: Connection, overruns: boolean, known: boolean): number {
  const { fidelity, transport, frames } = connection;
  if (frames.length === 0) return known ? 0.6 : 0.3;
  // A frame that runs over the end of a paste may be cut, or may have a wrong length: that cannot be told.
  if (fidelity !== 'bytes' || (overruns && transport === 'bytes')) return 0.6;
  const ofFrames = soundConfidence(wholeFrameCount(connection));
  if (isBare(connection)) return ofFrames;
  // Nothing but the frames and the handshake of a paste is known: how much of the connection it is, is not.
  return transport === 'bytes' ? Math.min(maxSound, ofFrames + gainOfHandshake) : maxSound;
}

/** Compressed text of a capture that begins late may refer to bytes that are not in it. */
function isTextRead({ midStream, deflateFrom }: Connection): boolean {
  return !midStream || deflateFrom !== 'inferred';
}

/** The framing is sound, and the application ended the connection: both are said. */
function closedOnPurpose(
  { close, why, confirm }: ApplicationClose,
  what: string,
): Pick<CauseMatch, 'title' | 'level' | 'claim' | 'against' | 'confirm'> {
  const who = capital(the(close.sender));
  const reason = close.reason ? ` “${close.reason}”` : '';
  return {
    title: `${who} closed on purpose: ${close.code}${reason}. The framing is sound`,
    level: 'warning',
    claim: `${capital(what)}. ${who} sent ${closeWords(close)}: ${why}.`,
    against: 'No rule of RFC 6455 is broken, so the protocol is not why it closed: the application is.',
    confirm,
  };
}

function titleOf(connection: Connection): string | undefined {
  if (connection.fidelity !== 'bytes') return 'Nothing wrong can be seen at this level';
  const silent = isBare(connection)
    ? undefined
    : senders.find((sender) => connection.directions[sender].map.length === 0);
  if (silent !== undefined)
    return `What ${the(otherSender(silent))} sent is legal; this input has no byte of ${the(silent)}`;
  if (connection.transport === 'bytes') return titleOfPaste(connection);
  return connection.midStream && connection.handshake === null
    ? 'Nothing wrong can be seen; the capture begins after the handshake'
    : undefined;
}

/** What is legal of a paste: its frames, and its handshake where it holds one. */
function titleOfPaste(connection: Connection): string {
  const whole = wholeFrameCount(connection);
  const cut = connection.frames.length > whole ? ', and the last one is cut' : '';
  if (connection.handshake !== null)
    return `The handshake and ${whole === 1 ? 'this frame' : `these ${formatCount(whole)} frames`} are legal${cut}`;
  return whole === 1 ? `This frame is legal${cut}` : `These ${formatCount(whole)} frames are legal${cut}`;
}

/** What is missing of a paste that holds no whole frame, or `null` when it holds one. */
function tooLittleToJudge(connection: Connection): string | null {
  if (connection.fidelity === 'messages' && connection.messages.length === 0)
    return 'The input holds no message: only the handshake is known.';
  const isPasted = connection.transport === 'bytes' && connection.fidelity === 'bytes';
  if (isPasted && connection.frames.length === 0) {
    // A 200 opens a WebSocket only in answer to an extended CONNECT of HTTP/2.
    const { accepted = false, request = null, response = null } = connection.handshake ?? {};
    const isOpened = accepted && (request !== null || response?.status === 101);
    return isOpened
      ? 'The handshake opens the WebSocket, and the input holds no frame after it.'
      : 'The input holds no frame, and no answer that opens a WebSocket.';
  }
  if (!endsInsideOnlyFrame(connection)) return null;
  const { frames } = connection;
  const length = frames.payloadLength(0);
  const rest = length > 0 ? ` Its header declares ${count(length, 'byte')} of payload.` : '';
  return `The input ends inside its first frame, so no frame is whole.${rest}`;
}
