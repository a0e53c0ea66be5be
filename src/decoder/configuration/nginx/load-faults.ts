// Why nginx refuses to start with a text that parses: unknown directives, wrong places, wrong words, lines that stand
// twice, names that nothing defines.
// Documentation: https://nginx.org/en/docs/dirindex.html

import type { UnresolvedFact } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { templateValue } from '../paste/templates.ts';
import { childrenOf, hasUnknownInclude, spanOf } from './blocks.ts';
import { bufferFaults } from './buffer-faults.ts';
import { conditionFault } from './condition-faults.ts';
import { all, doubt, fault, notStarted } from './faults.ts';
import { blockBits, isKnownDirective, mayStandIn, takeUnknown, wordFault } from './known.ts';
import { nginxTableVersion } from './known-directives.ts';
import { nginxOnceTable, nginxValueTable } from './known-values.ts';
import { listenFaults } from './listen-faults.ts';
import { mapFaults, nestingFaults } from './map-faults.ts';
import type { NginxDirective } from './parse.ts';
import { streamFaults } from './stream-faults.ts';
import { upstreamFaults } from './upstream-faults.ts';
import { ofStream, redirectFault, wordsFault } from './word-faults.ts';

/** The kind of the value of a directive, with `$` and `-` after it as in the table. */
const kindOf: ReadonlyMap<string, string> = new Map(
  nginxValueTable
    .trim()
    .split(/\s+/)
    .map((entry): [string, string] => [entry.split(':')[0], entry.split(':')[1]]),
);

/** Directives that nginx accepts once in a block; of the others a second line adds to the first. */
const onceInBlock = new Set([...nginxOnceTable.trim().split(/\s+/), 'worker_connections']);

/** Blocks whose lines are no directives of the table. */
export const dataBlocks = new Set([
  'map',
  'types',
  'geo',
  'split_clients',
  'charset_map',
  'stream',
  'mail',
  'match',
]);

/** Directives with a count and a size. */
const countedSizes = new Set([
  'proxy_buffers',
  'fastcgi_buffers',
  'uwsgi_buffers',
  'large_client_header_buffers',
]);
const sizePattern = /^\d+[kKmM]?$/;
const kinds: Readonly<Record<string, readonly [RegExp, string]>> = {
  time: [/^(\s*\d+(ms|[smhdwMy])?)+$/, 'a time'],
  size: [sizePattern, 'a size'],
  offset: [/^\d+[kKmMgG]?$/, 'a size'],
  number: [/^\d+$/, 'a number'],
};
const schemes = /^(https?):\/\//i;

/** Everything in a text for which nginx refuses to start, as far as the tables go. */
export function loadFaults(root: NginxDirective): UnresolvedFact[] {
  const children = childrenOf(root);
  const isWhole = children.some(({ name }) => name === 'http' || name === 'stream');
  return [
    ...faultsIn(root, isWhole ? 'main' : null),
    ...(isWhole ? [] : besideServers(root)),
    ...upstreamFaults(root),
    ...listenFaults(root),
    ...mapFaults(root),
    ...nestingFaults(root),
    ...certificateFaults(root, isWhole),
    ...bufferFaults(root),
    ...all(root, 'stream')
      .flatMap(streamFaults)
      .map(({ at, reason }) => fault(at, reason)),
    ...oldSwitches(root),
    ...zoneFaults(root, isWhole && !hasUnknownInclude(root)),
  ];
}

/** Lines of a server beside servers: a file of `http` holds none, but they may be a file that a server includes. */
function besideServers(root: NginxDirective): UnresolvedFact[] {
  const children = childrenOf(root);
  const servers = children.filter(({ name }) => name === 'server');
  const isServer = servers.some((one) =>
    childrenOf(one).some(({ name }) => /^(listen|server_name|location)$/.test(name)),
  );
  if (!isServer || hasUnknownInclude(root)) return [];
  return children
    .filter(({ name }) => /^(listen|server_name|location|return|rewrite|try_files|set)$/.test(name))
    .map((child) => fault(child, `${child.name} is not allowed outside of server.`));
}

/** `place` is the block by nginx's names; null for a part of a file, whose surroundings are not here. */
function faultsIn(block: NginxDirective, place: string | null): UnresolvedFact[] {
  const seen = new Set<string>();
  return childrenOf(block).flatMap((child) => {
    const found = [...nameFaults(child, place), ...placeFaults(child, place), ...valueFaults(child)];
    const redirect = redirectFault(block, child);
    if (redirect !== null) found.push(fault(child, `${redirect}.`));
    const key = onceKey(child);
    // Parts of several files can stand in one text, so a repeated line counts only inside of a block.
    if (key !== null && block.name !== '' && seen.has(key))
      found.push(fault(child, `"${key}" stands twice.`));
    if (key !== null) seen.add(key);
    if (dataBlocks.has(child.name) || child.name.endsWith('_by_lua_block')) return found;
    return child.children ? [...found, ...faultsIn(child, placeInside(child, place))] : found;
  });
}

function placeInside({ name }: NginxDirective, outer: string | null): string | null {
  if (name === 'if') {
    if (outer === 'server') return 'if in server';
    return outer === 'location' ? 'if in location' : null;
  }
  return Object.hasOwn(blockBits, name) ? name : null;
}

function onceKey({ name, args }: NginxDirective): string | null {
  if (name === 'location') {
    const words = args.map(({ text }) => text);
    // `location /a` and `location ^~ /a` are the same place; expressions and names may repeat.
    if (words[0]?.startsWith('~') || words[0]?.startsWith('@')) return null;
    return `location ${words.filter((word) => word !== '^~').join(' ')}`;
  }
  return onceInBlock.has(name) ? name : null;
}

/** Directives of the Lua module, which OpenResty brings along. */
const ofLua = /^lua_\w+$|_by_lua(?:_block|_file)?$/;

function nameFaults(directive: NginxDirective, place: string | null): UnresolvedFact[] {
  const { name } = directive;
  if (isKnownDirective(name) || templateValue.test(name) || name === '') return [];
  if (name.startsWith('if(')) return [fault(directive, 'a blank is missing between if and its condition.')];
  if (!/^[A-Za-z]\w*$/.test(name)) {
    const text = `Found "${name}" where a directive is due. If the file has it too, nginx does not start.`;
    const cases = {
      passes: `${name} is not in the file`,
      fails: `the file has ${name} there, ${notStarted}`,
    };
    return [doubt({ start: directive.start, end: directive.start + name.length }, name, text, cases)];
  }
  if (ofStream.test(name) && place === 'location') {
    return [fault(directive, `${name} is a directive of stream; http has proxy_read_timeout and others.`)];
  }
  const { kind, near } = takeUnknown(name);
  if (kind === 'refused') {
    const hint = near === null ? '' : ` It resembles ${near}.`;
    return [fault(directive, `there is no directive ${name}.${hint}`)];
  }
  const text = ofLua.test(name)
    ? `${name} is a directive of OpenResty, which is nginx with Lua; what the code does is not read here. nginx without Lua does not start with it.`
    : `${name} is not a directive of nginx ${nginxTableVersion} itself. Without a module that has it nginx does not start.`;
  const cases = {
    passes: `the nginx that runs knows ${name}, by a module or a later version`,
    fails: `it does not know ${name}, ${notStarted}`,
  };
  return [doubt(spanOf(directive), name, text, cases)];
}

function placeFaults(child: NginxDirective, place: string | null): UnresolvedFact[] {
  const { name, args, children } = child;
  if (!isKnownDirective(name)) return [];
  if (name === 'resolver' && place === 'upstream') {
    const text = 'An upstream has a resolver from nginx 1.27.3 on; an older one does not start with it.';
    const cases = { passes: 'nginx is 1.27.3 or newer', fails: `nginx is older, ${notStarted}` };
    return [doubt(spanOf(child), name, text, cases)];
  }
  if (place !== null && !mayStandIn(name, place)) {
    return [fault(child, `${name} is not allowed ${place === 'main' ? 'outside of http' : `in ${place}`}.`)];
  }
  const words = args.map(({ text }) => text);
  const found = wordFault(name, words, children !== null);
  return found === null ? [] : [fault(child, `${found}.`)];
}

function valueFaults(directive: NginxDirective): UnresolvedFact[] {
  const { name, args } = directive;
  const value = args[0]?.text ?? '';
  const kind = kindFault(name, value);
  if (kind !== null) return [fault(directive, kind)];
  const word = wordsFault(directive);
  if (word !== null) return [fault(directive, `${word}.`)];
  const size = sizeFault(
    name,
    args.map(({ text }) => text),
  );
  if (size !== null) return [fault(directive, `"${size}" is not a size for ${name}.`)];
  if (name === 'if') {
    const reason = conditionFault(directive);
    return reason === null ? [] : [fault(directive, `${reason}.`)];
  }
  if (name === 'proxy_pass' && !schemes.test(value) && !value.startsWith('$')) {
    return [fault(directive, `proxy_pass needs http:// or https://, found "${value}".`)];
  }
  if (name === 'proxy_http_version' && !/^1\.[01]$/.test(value) && !/^2/.test(value)) {
    return [fault(directive, `proxy_http_version is 1.0 or 1.1, found "${value}".`)];
  }
  if (name === 'upstream' && directive.children?.every((child) => child.name !== 'server')) {
    return hasUnknownInclude(directive) ? [] : [fault(directive, `upstream ${value} has no servers.`)];
  }
  const expression = expressionOf(directive);
  if (expression !== null && isBroken(expression)) {
    return [fault(directive, `the expression ${expression} does not compile.`)];
  }
  return [];
}

/** Why the first word is not of the kind that the directive takes; null when it is, or when a variable stands there. */
function kindFault(name: string, value: string): string | null {
  const known = kindOf.get(name);
  if (known === undefined || value.includes('$') || templateValue.test(value)) return null;
  if (value === 'off' && known.endsWith('-')) return null;
  const [pattern, words] = kinds[known.replace(/[$-]+$/, '')];
  return pattern.test(value) ? null : `"${value}" is not ${words} for ${name}.`;
}

/** The word that is no size; null when all are. */
function sizeFault(name: string, [, second = '']: readonly string[]): string | null {
  const isGood = sizePattern.test(second) || templateValue.test(second);
  return countedSizes.has(name) && !isGood ? second : null;
}

/** The directive `ssl`, which newer versions do not have any more. */
function oldSwitches(root: NginxDirective): UnresolvedFact[] {
  return all(root, 'ssl').map((directive) => {
    const text =
      'ssl is no directive of nginx 1.25.1 and newer, which do not start with it. Write ssl on the listen line.';
    const cases = { passes: 'nginx is older than 1.25.1', fails: `nginx is 1.25.1 or newer, ${notStarted}` };
    return doubt(spanOf(directive), 'ssl', text, cases);
  });
}

function expressionOf({ name, args }: NginxDirective): string | null {
  if (name === 'rewrite') return args[0]?.text ?? null;
  return name === 'location' && args[0]?.text.startsWith('~') ? (args[1]?.text ?? null) : null;
}

/** JavaScript refuses more than PCRE does; brackets that are never closed are refused by both. */
function isBroken(expression: string): boolean {
  if (readExpression(expression, false) !== null) return false;
  const bare = expression.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  return bare.split('(').length !== bare.split(')').length;
}

function certificateFaults(root: NginxDirective, isWhole: boolean): UnresolvedFact[] {
  const httpBlocks = [root, ...all(root, 'http')];
  const hasOuter = httpBlocks.some((block) =>
    childrenOf(block).some(({ name }) => name === 'ssl_certificate'),
  );
  if (hasOuter || all(root, 'stream').length > 0) return [];
  return all(root, 'server').flatMap((server) => {
    const own = childrenOf(server);
    const listen = own.find(({ name, args }) => name === 'listen' && args.some(({ text }) => text === 'ssl'));
    const hasOwn = own.some(({ name }) => name === 'ssl_certificate' || name === 'ssl_reject_handshake');
    if (!listen || hasOwn || hasUnknownInclude(server)) return [];
    if (isWhole) return [fault(listen, 'it listens with ssl and has no ssl_certificate.')];
    const text =
      'This server listens with ssl and has no ssl_certificate in this text. If no other file sets it, nginx does not start.';
    const cases = {
      passes: 'another file sets ssl_certificate',
      fails: `no other file sets ssl_certificate, ${notStarted}`,
    };
    return [doubt(spanOf(listen), 'ssl_certificate', text, cases)];
  });
}

/** Directives that name a zone, and the ones that make it. */
const zoneUsers: Readonly<Record<string, string>> = {
  limit_req: 'limit_req_zone',
  limit_conn: 'limit_conn_zone',
  proxy_cache: 'proxy_cache_path',
};

function zoneFaults(root: NginxDirective, isWhole: boolean): UnresolvedFact[] {
  return Object.entries(zoneUsers).flatMap(([user, maker]) => {
    const made = new Set(
      all(root, maker).flatMap(({ args }) =>
        args.flatMap(({ text }) => /(?:keys_)?zone=([^:]+)/.exec(text)?.[1] ?? []),
      ),
    );
    return all(root, user).flatMap((directive) => {
      const words = directive.args.map(({ text }) => text);
      const named = words.find((word) => word.startsWith('zone='))?.slice('zone='.length) ?? words[0] ?? '';
      if (made.has(named) || named === 'off' || named.includes('$')) return [];
      const reason = `no ${maker} makes the zone ${named}`;
      if (isWhole) return [fault(directive, `${reason}.`)];
      const text = `In this text ${reason}. If no other file does, nginx does not start.`;
      const cases = {
        passes: `another file makes the zone ${named}`,
        fails: `no other file makes the zone ${named}, ${notStarted}`,
      };
      return [doubt(spanOf(directive), user, text, cases)];
    });
  });
}
