// What HAProxy looks up when it starts: servers, tables, resolvers, lists of users, certificates to verify with.

import type { UnresolvedFact } from '../model.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';
import { type HaproxyText, linesNamed, linesOf, wordAt } from './sections.ts';

/** A line, what it needs, and what decides whether that is there; without `cases` HAProxy surely does not start. */
export interface MissingReference {
  readonly line: HaproxyLine;
  readonly reason: string;
  readonly name: string;
  readonly cases?: UnresolvedFact['cases'];
}

/** Everything that a section names and that no line of the text defines. */
export function missingReferences(source: HaproxyText, section: HaproxySection): MissingReference[] {
  if (section.kind === 'defaults') return [];
  return section.lines.flatMap((line) => [
    ...serverReferences(source, section, line),
    ...tableReferences(source, section, line),
    ...userLists(source, line),
  ]);
}

function elsewhere(line: HaproxyLine, what: string, name: string): MissingReference {
  return {
    line,
    name,
    reason: `${what} ${name} is not in this text. HAProxy does not start without it.`,
    cases: {
      passes: `another file defines ${what} ${name}`,
      fails: 'no file does, so that HAProxy does not start',
    },
  };
}

const isDefined = ({ sections }: HaproxyText, kind: RegExp, name: string): boolean =>
  name.includes('$') || sections.some((one) => kind.test(one.kind) && one.name === name);

function serverReferences(
  source: HaproxyText,
  section: HaproxySection,
  line: HaproxyLine,
): MissingReference[] {
  const keyword = wordAt(line, 0);
  if (keyword === 'server' && section.kind === 'frontend')
    return [{ line, name: keyword, reason: 'a frontend has no server. Write it into a backend or listen.' }];
  if (keyword === 'use-server') {
    const name = wordAt(line, 1);
    const isThere = section.lines.some(
      (one) =>
        (wordAt(one, 0) === 'server' && wordAt(one, 1) === name) || wordAt(one, 0) === 'server-template',
    );
    return isThere || /[%$]/.test(name)
      ? []
      : [{ line, name, reason: `no server ${name} stands in this section.` }];
  }
  if (!/^server(-template)?$/.test(keyword)) return [];
  const words = line.words.map(({ text }) => text);
  const resolvers = words[words.lastIndexOf('resolvers') + 1];
  return [
    ...(words.includes('resolvers') && !isDefined(source, /^resolvers$/, resolvers ?? '')
      ? [elsewhere(line, 'resolvers', resolvers ?? '')]
      : []),
    ...verification(source, section, line),
  ];
}

/** TLS to a server that is verified with no certificate to verify it with. */
function verification(source: HaproxyText, section: HaproxySection, line: HaproxyLine): MissingReference[] {
  const defaults = linesNamed(linesOf(source, section), 'default-server').flatMap(({ words }) => words);
  const words = [...defaults, ...line.words].map(({ text }) => text);
  const hasTls =
    (words.includes('ssl') && words.lastIndexOf('no-ssl') < words.lastIndexOf('ssl')) ||
    words.includes('check-ssl');
  if (!hasTls || words.includes('ca-file') || words.some((word) => word.includes('$'))) return [];
  const verify = words.includes('verify') ? words[words.lastIndexOf('verify') + 1] : null;
  if (verify === 'none') return [];
  const name = 'ca-file';
  const reason =
    'TLS to the server is verified, and no ca-file says with what: HAProxy does not start. Write ca-file with the certificate of the authority, or verify none.';
  const globals = source.sections.filter(({ kind }) => kind === 'global');
  const setting = globals
    .flatMap(({ lines }) => linesNamed(lines, 'ssl-server-verify'))
    .some((one) => wordAt(one, 1) === 'none');
  if (verify === null && setting) return [];
  if (verify === null && globals.length === 0) {
    const cases = {
      passes: 'the global section has ssl-server-verify none',
      fails: 'it does not, so that HAProxy does not start',
    };
    return [{ line, name, reason, cases }];
  }
  return [{ line, name, reason }];
}

function tableReferences(
  source: HaproxyText,
  section: HaproxySection,
  line: HaproxyLine,
): MissingReference[] {
  const words = line.words.map(({ text }) => text);
  const isTracking =
    words.some((word) => /^track-sc\d*$/.test(word)) ||
    (words[0] === 'stick' && /^(on|match|store-\w+)$/.test(words[1] ?? ''));
  if (!isTracking) return [];
  const at = words.indexOf('table');
  if (at > 0) {
    const name = words[at + 1] ?? '';
    return name.includes('/') || isDefined(source, /^(frontend|backend|listen|peers)$/, name)
      ? []
      : [elsewhere(line, 'table', name)];
  }
  if (section.lines.some((one) => wordAt(one, 0) === 'stick-table')) return [];
  const reason = `${section.kind} ${section.name} has no stick-table for ${words.slice(0, 2).join(' ')}.`;
  return [{ line, name: 'stick-table', reason }];
}

function userLists(source: HaproxyText, line: HaproxyLine): MissingReference[] {
  return line.words.flatMap(({ text }) => {
    const name = /^!?(?:http_auth|http_auth_group)\(([\w.:-]+)\)/.exec(text)?.[1];
    return name === undefined || isDefined(source, /^userlist$/, name)
      ? []
      : [elsewhere(line, 'userlist', name)];
  });
}
