// Which explanations of an error text the bytes of a connection show.

import type { CauseId } from '../model/cause-id.ts';
import type { ExplanationId } from './explanations.ts';

/** The client fails before it sends a request, or gives up by itself: no byte tells of it. */
const untold: ReadonlySet<ExplanationId> = new Set([
  'nobody-listens',
  'name-unknown',
  'unreachable',
  'page-closed-it',
  'sent-at-wrong-time',
  'cleartext-blocked',
  'browser-blocks',
  'mixed-content',
  'content-security-policy',
  'bad-url',
]);

/** An explanation, and the cause as which it would show itself. */
interface Explained {
  readonly cause: CauseId;
  readonly explanation: ExplanationId;
}

/** Whether an explanation shows itself in the bytes. A sound connection is no example of it, and has no fix. */
export const showsInBytes = ({ cause, explanation }: Explained): boolean =>
  cause !== 'healthy' && !untold.has(explanation);
