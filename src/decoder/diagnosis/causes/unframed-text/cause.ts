import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { httpInPayload } from '../../evidence/http-in-payload.ts';

/** The break lies in the head of an HTTP response that began in the frame before. */
function isInsideResponse(window: BreakWindow): boolean {
  const response = httpInPayload(window);
  return response !== null && response.at < window.breakAt && window.breakAt < response.end;
}

/** Text was written without a frame round it. */
export const unframedText: Cause<'unframed-text'> = {
  id: 'unframed-text',
  group: 'handshake',
  title: 'Text was written without a frame round it',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'reserved-bits': 0.15, opcode: 0.15 },
  confirm:
    'Send every message through the library, not through the raw socket, and see whether the text still appears between frames.',
  hypotheses: (window) =>
    [
      ...foreignReadings(window, 'json', 'html', 'log', 'engineio', 'bom', 'text'),
      // Right after the handshake header lines are part of its head.
      ...foreignReadings(window, 'header-lines').filter(
        ({ isAtStart }) => !isAtStart && !isInsideResponse(window),
      ),
    ].map(foreignHypothesis),
};
