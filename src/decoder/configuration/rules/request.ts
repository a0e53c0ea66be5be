// Changes of the request on its way: headers that the upgrade needs, the method, the Host.

import type { HeaderChange, Route } from '../model.ts';
import { defineRule, type Rule } from '../rule.ts';
import { keepsUpgrade, neededRequestHeaders, negotiationHeaders } from '../websocket-request.ts';

const verbs: Readonly<Record<HeaderChange['action'], string>> = {
  set: 'changes',
  add: 'adds a second',
  remove: 'removes',
  rewrite: 'rewrites',
};

const keeps = ({ name, action, value }: HeaderChange): boolean =>
  action !== 'remove' &&
  (value.kind === 'client' || (value.kind === 'known' && keepsUpgrade(name, value.text)));

/** A value that is set to nothing is a removal. */
const verbOf = ({ action, value }: HeaderChange): string =>
  action === 'set' && value.kind === 'known' && value.text === '' ? verbs.remove : verbs[action];

/** True when `upgrade.ts` judges this header: the program sends it only because the configuration says so. */
const isJudgedAsUpgrade = (route: Route, { name }: HeaderChange): boolean =>
  route.upgrade.kind === 'headers' && (name === 'upgrade' || name === 'connection');

const headerChanged = defineRule<HeaderChange>({
  id: 'request-header-changed',
  cause: ({ name }) =>
    name === 'upgrade' || name === 'connection' ? 'proxy-stripped-upgrade' : 'handshake-header-missing',
  find: (route) =>
    route.requestHeaders.filter(
      (change) =>
        neededRequestHeaders.includes(change.name) &&
        change.action !== 'add' &&
        change.applies !== 'never' &&
        !keeps(change) &&
        !isJudgedAsUpgrade(route, change),
    ),
  severity: ({ applies, action }) => (applies === 'always' && action !== 'rewrite' ? 'error' : 'unknown'),
  sentence: (change) =>
    `${change.words} ${verbOf(change)} ${change.label} in the request, which the upgrade needs.${
      change.applies === 'always' ? '' : ' Whether it applies here depends on its section or condition.'
    }`,
  edits: ({ edits }) => edits,
});

const headerAdded = defineRule<HeaderChange>({
  id: 'request-header-added',
  cause: 'proxy-stripped-upgrade',
  find: (route) =>
    route.requestHeaders.filter(
      ({ name, action, applies }) =>
        action === 'add' && applies !== 'never' && (name === 'upgrade' || name === 'connection'),
    ),
  severity: 'unknown',
  sentence: ({ words, label }) =>
    `${words} sends a second ${label}. A backend that reads the last one may see no upgrade.`,
  cases: ({ label }) => ({
    passes: `the backend reads every ${label} header, or the first`,
    fails: `it reads the last ${label} header alone`,
  }),
});

/**
 * The program passes the header on by itself, so a line that sets it changes only requests without an
 * upgrade.
 */
const headerNotNeeded = defineRule<HeaderChange>({
  id: 'header-not-needed',
  cause: null,
  find: (route) =>
    route.requestHeaders.filter(
      (change) =>
        route.upgrade.kind === 'always' &&
        neededRequestHeaders.includes(change.name) &&
        change.action === 'set' &&
        change.applies !== 'never' &&
        keeps(change),
    ),
  severity: 'note',
  sentence: ({ words, label }, _, names) =>
    `${names.name} passes ${label} on by itself; ${words} is not needed for a WebSocket.`,
});

const negotiationChanged = defineRule<HeaderChange>({
  id: 'negotiation-header-changed',
  cause: 'handshake-negotiation',
  find: (route) =>
    route.requestHeaders.filter(
      ({ name, value, applies }) =>
        negotiationHeaders.includes(name) && value.kind !== 'client' && applies !== 'never',
    ),
  severity: 'warning',
  sentence: (change) =>
    `${change.words} ${verbOf(change)} ${change.label} in the request: the backend does not see what the client offered.`,
});

const allHeadersDropped = defineRule<HeaderChange>({
  id: 'request-headers-off',
  cause: 'handshake-header-missing',
  find: (route) => route.requestHeaders.filter(({ name, action }) => name === '*' && action === 'remove'),
  severity: 'error',
  sentence: ({ words }) => `${words} drops all headers of the client, Sec-WebSocket-Key included.`,
});

const methodChanged = defineRule({
  id: 'method-changed',
  cause: 'upgrade-refused',
  find: (route) =>
    route.methods.filter(({ method, applies }) => method.toUpperCase() !== 'GET' && applies !== 'never'),
  severity: ({ applies }) => (applies === 'always' ? 'error' : 'unknown'),
  sentence: ({ method, words }) => `An upgrade must be a GET; ${words} makes it ${method}.`,
});

const hostReplaced = defineRule({
  id: 'host-not-passed',
  cause: null,
  find: (route) => (route.hostReplaced ? [route.hostReplaced] : []),
  severity: 'note',
  sentence: () =>
    'The backend does not get the Host that the client sent. A server that compares Origin with Host answers 403.',
});

/** Rules about changes of the request. */
export const requestRules: readonly Rule[] = [
  headerChanged,
  headerAdded,
  headerNotNeeded,
  negotiationChanged,
  allHeadersDropped,
  methodChanged,
  hostReplaced,
];
