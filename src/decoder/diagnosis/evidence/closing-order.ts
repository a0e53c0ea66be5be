// Who closed first. In the merged order of both directions the first Close is the decision to end the
// connection; the first
// Close of the other endpoint after it is the echo.

import { otherSender, type Sender, senders } from '../../model/basics.ts';
import type { CloseSeen } from '../../model/connection.ts';
import type { Evidence } from '../../model/finding.ts';
import { violation } from '../../model/violation.ts';
import { capital, the } from '../../model/words.ts';
import type { DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';
import { headerPlace } from './frame-place.ts';

/** A Close frame (with its row and time) and who sent it. */
export interface SentClose extends CloseSeen {
  readonly sender: Sender;
}

export interface ClosingOrder {
  /** The first Close of the connection. */
  readonly decision: SentClose;
  /** The Close that the other endpoint answered with, or `null` when it sent none. */
  readonly echo: SentClose | null;
}

/** The Close frames of a connection in the order in which they were sent, or `null` when there is none. */
export const closingOrder = oncePer(({ connection }: DiagnosisContext): ClosingOrder | null => {
  const closes = senders.flatMap((sender): SentClose[] => {
    const { closed } = connection.directions[sender];
    return closed === null ? [] : [{ ...closed, sender }];
  });
  closes.sort((a, b) => a.frame - b.frame);
  const [decision, echo] = closes;
  return decision === undefined ? null : { decision, echo: echo ?? null };
});

/** The first Close with one of these codes. A later Close with the same code is its echo. */
export function firstCloseWith(context: DiagnosisContext, codes: readonly number[]): SentClose | null {
  const order = closingOrder(context);
  if (order === null) return null;
  const closes = order.echo === null ? [order.decision] : [order.decision, order.echo];
  return closes.find(({ code }) => code !== null && codes.includes(code)) ?? null;
}

/** A Close in words: its code, and its reason where it has one. */
export function closeWords({ code, reason }: CloseSeen): string {
  return `Close${code === null ? '' : ` ${code}`}${reason ? ` “${reason}”` : ''}`;
}

/** The echo of a decision as evidence. */
export function echoEvidence(context: DiagnosisContext): Evidence[] {
  const echo = closingOrder(context)?.echo ?? null;
  if (echo === null) return [];
  const text = `${capital(the(echo.sender))} answered with ${closeWords(echo)}: this is the echo.`;
  return [{ text, place: headerPlace(context, echo.frame) }];
}

/** Who closed first, as evidence, and the echo. */
export function closingEvidence(context: DiagnosisContext): Evidence[] {
  const order = closingOrder(context);
  if (order === null) return [];
  const { decision } = order;
  const text = `${capital(the(decision.sender))} closed first, with ${closeWords(decision)}.`;
  return [{ text, place: headerPlace(context, decision.frame) }, ...echoEvidence(context)];
}

/**
 * All bytes before the first Close are legal: there is no break, or it is a frame that follows the Close of
 * its own sender.
 */
export function isSoundUntilClose(context: DiagnosisContext): boolean {
  const { first } = context;
  if (first === null || first.overrun) return true;
  const order = closingOrder(context);
  return (
    order !== null && first.frame > order.decision.frame && first.violations === violation.dataAfterClose
  );
}

/** The last frame of the other endpoint before a Close, which the Close may answer. */
export function frameBeforeClose(context: DiagnosisContext, { sender, frame }: SentClose): number | null {
  const { frames } = context.connection;
  const other = otherSender(sender);
  for (let i = frame - 1; i >= 0; i--) if (frames.sender(i) === other) return i;
  return null;
}
