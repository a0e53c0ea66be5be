// What keeps lighttpd 1.4 from starting with a text, besides its syntax.

import type { UnresolvedFact } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { isPiece, knownModules } from './modules.ts';
import { entriesOf, type Setting, type Settings, textOf } from './settings.ts';

/** Keys of proxy.header. */
const headerKeys = new Set([
  'https-remap',
  'force-http10',
  'upgrade',
  'connect',
  'map-host-request',
  'map-host-response',
  'map-urlpath',
]);

/** Everything that lighttpd refuses, or may. */
export function loadFaults(settings: Settings): UnresolvedFact[] {
  const all = settings.contexts.flatMap((context) => [...context.settings]);
  return [
    ...settings.faults.map(
      ({ name, text, start, end }): UnresolvedFact => refusal(name, text, { start, end }),
    ),
    ...all.flatMap(([name, setting]) => [
      ...(name === 'proxy.header' ? headerFaults(setting) : []),
      ...(name === 'server.modules' ? moduleDoubts(setting) : []),
      ...(/^(?:proxy|wstunnel)\.server$/.test(name) ? shapeFaults(name, setting) : []),
    ]),
    ...settings.contexts.flatMap(({ condition }) => {
      if (condition === null || !condition.operator.includes('~') || condition.value.kind !== 'text')
        return [];
      if (readExpression(condition.value.text, false) !== null) return [];
      return [doubt(condition.value.text, 'This expression cannot be read here.', condition)];
    }),
    ...rootDoubts(settings),
  ];
}

type Place = UnresolvedFact['span'];

const refusal = (name: string, text: string, { start, end }: Place): UnresolvedFact => ({
  kind: 'syntax',
  name,
  text,
  span: { start, end },
});

const doubt = (name: string, text: string, { start, end }: Place): UnresolvedFact => ({
  kind: 'directive',
  name,
  text,
  span: { start, end },
});

function headerFaults({ value, from }: Setting): UnresolvedFact[] {
  const known = [...headerKeys].join(', ');
  return entriesOf(value).flatMap(({ key, value: one }) => {
    if (key !== null && (headerKeys.has(key) || one.kind === 'list')) return [];
    const text = `Expected one of ${known} in proxy.header, found ${key ?? textOf(one)}: lighttpd does not start with this text.`;
    return [refusal(key ?? textOf(one), text, from)];
  });
}

function moduleDoubts({ value, from }: Setting): UnresolvedFact[] {
  return entriesOf(value).flatMap(({ value: one }) => {
    const name = textOf(one);
    if (name === '' || knownModules.has(name)) return [];
    return [
      doubt(name, `${name} is no module of lighttpd itself: without its file lighttpd does not start.`, from),
    ];
  });
}

/** `"path" => ( "label" => ( "host" => … ) )`: three lists. */
function shapeFaults(name: string, { value, from }: Setting): UnresolvedFact[] {
  const isFlat = entriesOf(value).some(
    ({ value: backends }) =>
      (backends.kind !== 'list' && backends.kind !== 'unknown') ||
      entriesOf(backends).some(({ value: one }) => one.kind !== 'list' && one.kind !== 'unknown'),
  );
  if (!isFlat) return [];
  const text = `Expected ${name} = ( "path" => ( ( "host" => …, "port" => … ) ) ), found a pair of brackets less: lighttpd does not start with this text.`;
  return [refusal(name, text, from)];
}

function rootDoubts(settings: Settings): UnresolvedFact[] {
  const outermost = settings.contexts[0].settings;
  const modules = outermost.get('server.modules');
  if (isPiece(settings) || settings.includes.length > 0 || outermost.has('server.document-root')) return [];
  if (modules?.from.operator !== '=') return [];
  return [
    {
      ...doubt(
        'server.document-root',
        'server.document-root is not set: lighttpd does not start without it.',
        modules.from,
      ),
      cases: {
        passes: 'another file of the configuration sets server.document-root',
        fails: 'none does: lighttpd does not start without it',
      },
    },
  ];
}
