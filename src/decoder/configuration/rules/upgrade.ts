// Whether the upgrade gets into the request for the backend: by headers of the configuration, or by a switch.

import type { HeaderChange, Route, UpgradePolicy, UpgradeSwitch } from '../model.ts';
import { defineRule, type Rule } from '../rule.ts';
import { hasToken } from '../websocket-request.ts';

/** The two headers that a proxy drops (RFC 9110 section 7.6.1), with the token that each needs. */
const hopHeaders = [
  { name: 'upgrade', label: 'Upgrade', token: 'websocket' },
  { name: 'connection', label: 'Connection', token: 'upgrade' },
] as const;

const changesOf = (route: Route, name: string): HeaderChange[] =>
  route.upgrade.kind === 'headers' ? route.requestHeaders.filter((change) => change.name === name) : [];

/** Values that are sent; a header that is set to nothing is not sent. */
const sentValues = (changes: readonly HeaderChange[]): string[] =>
  changes.flatMap(({ value }) => (value.kind === 'known' && value.text !== '' ? [value.text] : []));

const allKnown = (changes: readonly HeaderChange[]): boolean =>
  changes.length > 0 && changes.every(({ value }) => value.kind === 'known');

const lineOf = (changes: readonly HeaderChange[]): string[] => changes.map(({ words }) => words).slice(0, 1);

function hopHeaderRules({ name, label, token }: (typeof hopHeaders)[number]): Rule[] {
  const edits = () => [{ kind: 'send-header', name }] as const;
  const mayBeIncluded = (route: Route): boolean => route.gaps.some((gap) => gap.about === 'header-include');
  const isMissing = (route: Route): boolean =>
    route.upgrade.kind === 'headers' && changesOf(route, name).length === 0 && !mayBeIncluded(route);
  const hidden = (route: Route): HeaderChange[] =>
    route.hiddenRequestHeaders.filter((change) => change.name === name).slice(-1);
  return [
    defineRule({
      id: `${name}-header-missing`,
      cause: 'proxy-stripped-upgrade',
      find: (route) => (isMissing(route) && hidden(route).length === 0 ? [{ span: route.span }] : []),
      severity: 'error',
      sentence: (_, __, names) =>
        `${label} is not set for this route. ${names.name} does not pass the client's ${label} on by itself.`,
      edits,
    }),
    defineRule({
      id: `${name}-header-hidden`,
      cause: 'proxy-stripped-upgrade',
      find: (route) =>
        isMissing(route) && hidden(route).length > 0 ? [{ span: route.span, ...hiddenBy(route) }] : [],
      severity: 'error',
      sentence: (_, route) =>
        `${label} is set in an outer block by ${lineOf(hidden(route))[0]}, but an inner block has lines of its own, and these replace all inherited ones.`,
      edits,
    }),
    defineRule({
      id: `${name}-header-wrong`,
      cause: 'proxy-stripped-upgrade',
      find: (route) => {
        const changes = changesOf(route, name);
        const isGood = sentValues(changes).some((value) => hasToken(value, token));
        return allKnown(changes) && !isGood ? changes.slice(-1) : [];
      },
      severity: 'error',
      sentence: (_, route) => {
        const sent = sentValues(changesOf(route, name));
        return sent.length === 0
          ? `Expected ${label}: ${token} for a WebSocket; ${label} is set to nothing here, so it is not sent.`
          : `Expected ${label}: ${token} for a WebSocket, found "${sent.join(', ')}".`;
      },
      edits,
    }),
    ...hopHeaderVariableRules(name, label, edits),
  ];
}

const hiddenBy = (route: Route): { inheritedFrom?: HeaderChange['span'] } => ({
  inheritedFrom: route.hiddenRequestHeaders.at(-1)?.inheritedFrom,
});

function hopHeaderVariableRules(
  name: 'upgrade' | 'connection',
  label: string,
  edits: () => readonly [{ readonly kind: 'send-header'; readonly name: 'upgrade' | 'connection' }],
): Rule[] {
  const unknown = (route: Route, isFault: boolean): HeaderChange[] =>
    changesOf(route, name)
      .filter(({ value }) => value.kind === 'unknown' && value.isFault === isFault)
      .slice(0, 1);
  const nameOf = ({ value }: HeaderChange): string => (value.kind === 'unknown' ? value.name : '');
  return [
    defineRule({
      id: `${name}-variable-undefined`,
      cause: 'proxy-stripped-upgrade',
      find: (route) => unknown(route, true),
      severity: 'error',
      sentence: (change, _, names) =>
        `${label} is set to ${nameOf(change)}, and nothing in this text defines it: ${names.name} refuses to start.`,
      edits,
    }),
    defineRule({
      id: `${name}-header-variable`,
      cause: null,
      find: (route) => (unknown(route, true).length > 0 ? [] : unknown(route, false)),
      severity: 'unknown',
      sentence: (change) =>
        `${label} is set to ${nameOf(change)}, whose value for a WebSocket is not in this text.`,
      cases: (change) => ({
        passes: `${nameOf(change)} has the value that ${label} needs`,
        fails: `${nameOf(change)} has another value`,
      }),
    }),
  ];
}

/** A backend may read the first of two values, the last, or both. */
const connectionTwice = defineRule<HeaderChange>({
  id: 'connection-header-twice',
  cause: 'proxy-stripped-upgrade',
  find: (route) => {
    const changes = changesOf(route, 'connection');
    const good = sentValues(changes).filter((value) => hasToken(value, 'upgrade')).length;
    const isMixed = allKnown(changes) && good > 0 && good < sentValues(changes).length;
    return isMixed ? changes.slice(-1) : [];
  },
  severity: (_, route) => (firstIsGood(route) ? 'unknown' : 'error'),
  sentence: (_, route) => {
    const sent = sentValues(changesOf(route, 'connection'));
    return `Connection is sent ${sent.length} times (${sent.join('; ')}). A backend that reads the ${firstIsGood(route) ? 'last' : 'first'} one sees no upgrade.`;
  },
  edits: () => [{ kind: 'send-header', name: 'connection' }],
});

const firstIsGood = (route: Route): boolean =>
  hasToken(sentValues(changesOf(route, 'connection'))[0] ?? '', 'upgrade');

/** The switches of the route and of its backends that are in a state. */
const upgradeSwitch = (route: Route, state: UpgradeSwitch['state']): UpgradeSwitch[] =>
  [route.upgrade, ...route.backends.map(({ upgrade }) => upgrade)].filter(
    (policy: UpgradePolicy | undefined): policy is UpgradeSwitch =>
      policy?.kind === 'switch' && policy.state === state,
  );

const switchAbsent = defineRule({
  id: 'upgrade-switch-absent',
  cause: 'proxy-stripped-upgrade',
  find: (route) => upgradeSwitch(route, 'absent'),
  severity: 'error',
  sentence: ({ expected, found, consequence }) =>
    `Expected ${expected}${found === '' ? '' : `, found ${found}`}. ${consequence}`,
  edits: ({ edits }) => edits,
});

const switchOff = defineRule({
  id: 'upgrade-switch-off',
  cause: 'proxy-stripped-upgrade',
  find: (route) => upgradeSwitch(route, 'off'),
  severity: 'error',
  sentence: ({ expected, found, consequence }) => `Expected ${expected}, found ${found}. ${consequence}`,
  edits: ({ edits }) => edits,
});

/** Rules about the upgrade itself. */
export const upgradeRules: readonly Rule[] = [
  ...hopHeaders.flatMap(hopHeaderRules),
  connectionTwice,
  switchAbsent,
  switchOff,
];
