// Changes of the 101 response, and buffering that keeps it or the tunnel from getting through.

import type { Buffering, HeaderChange } from '../model.ts';
import { defineRule, type Rule } from '../rule.ts';
import { keepsUpgrade, neededResponseHeaders, negotiationHeaders } from '../websocket-request.ts';

const isRemoval = ({ action }: HeaderChange): boolean => action === 'remove';

const headerChanged = defineRule<HeaderChange>({
  id: 'response-header-changed',
  cause: 'handshake-header-missing',
  find: (route) =>
    route.responseHeaders.filter(
      ({ name, value, applies, action }) =>
        neededResponseHeaders.includes(name) &&
        applies !== 'never' &&
        !(action === 'set' && value.kind === 'known' && keepsUpgrade(name, value.text)),
    ),
  severity: ({ applies, action }) =>
    applies === 'always' && (action === 'remove' || action === 'set') ? 'error' : 'unknown',
  sentence: (change) =>
    `${change.words} ${isRemoval(change) ? 'removes' : 'changes'} ${change.label} in the 101 response; the client then fails the connection.`,
  cases: ({ action, label }) =>
    action === 'add'
      ? { passes: `the client takes a second ${label} header`, fails: 'it fails the connection for it' }
      : undefined,
  edits: ({ edits }) => edits,
});

const negotiationChanged = defineRule<HeaderChange>({
  id: 'response-negotiation-changed',
  cause: 'handshake-negotiation',
  find: (route) =>
    route.responseHeaders.filter(
      ({ name, applies }) => negotiationHeaders.includes(name) && applies !== 'never',
    ),
  severity: ({ applies }) => (applies === 'always' ? 'error' : 'unknown'),
  sentence: (change) =>
    `${change.words} ${isRemoval(change) ? 'removes' : 'changes'} ${change.label} in the 101 response while the backend keeps to what it agreed: the two ends disagree.`,
  edits: ({ edits }) => edits,
});

const bufferingWithout = defineRule<Buffering>({
  id: 'buffering-no-effect',
  cause: null,
  find: (route) => route.buffering.filter(({ effect }) => effect === 'none'),
  severity: 'note',
  sentence: ({ words }, _, names) =>
    `${words} has no effect on an upgraded connection: ${names.name} does not buffer it.`,
});

const bufferingHolds = defineRule<Buffering>({
  id: 'buffering-holds',
  cause: 'upgrade-refused',
  find: (route) =>
    route.buffering.filter(({ effect }) => effect === 'holds-request' || effect === 'holds-response'),
  severity: 'error',
  sentence: ({ words, effect }) =>
    effect === 'holds-request'
      ? `${words} waits for the end of the request, which a WebSocket does not have.`
      : `${words} keeps the 101 response back: the client gets no response.`,
  edits: ({ edits }) => edits,
});

const bufferingUnknown = defineRule<Buffering>({
  id: 'buffering-unknown',
  cause: null,
  find: (route) => route.buffering.filter(({ effect }) => effect === 'unknown'),
  severity: 'unknown',
  sentence: ({ words }) => `${words} buffers responses; whether the 101 gets through is not known.`,
});

/** Rules about the response and about buffering. */
export const responseRules: readonly Rule[] = [
  headerChanged,
  negotiationChanged,
  bufferingWithout,
  bufferingHolds,
  bufferingUnknown,
];
