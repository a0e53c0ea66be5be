// Lines for which nginx refuses to start: counts of words, values, lines that stand twice, blocks in a wrong place.
// Documentation: the "Syntax" and "Context" rows of https://nginx.org/en/docs/dirindex.html.
// Left out on purpose: directives that are not in these tables; modules can add any.

import type { UnresolvedFact } from '../model.ts';
import { childrenOf, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** Directives that take a fixed count of words. */
const wordCounts: Readonly<Record<string, number>> = {
  proxy_pass: 1,
  proxy_http_version: 1,
  proxy_set_header: 2,
  proxy_hide_header: 1,
  proxy_pass_header: 1,
  proxy_method: 1,
  proxy_read_timeout: 1,
  proxy_send_timeout: 1,
  proxy_connect_timeout: 1,
  proxy_buffering: 1,
  proxy_request_buffering: 1,
  client_max_body_size: 1,
  auth_basic: 1,
  auth_basic_user_file: 1,
  auth_request: 1,
  ssl_certificate: 1,
  ssl_certificate_key: 1,
  tcp_nodelay: 1,
  set: 2,
};

const switches = new Set(['proxy_buffering', 'proxy_request_buffering', 'tcp_nodelay', 'proxy_ssl_verify']);

const times = new Set(['proxy_read_timeout', 'proxy_send_timeout', 'proxy_connect_timeout']);

/** Directives that nginx accepts once in a block. */
const onceInBlock = new Set([
  'proxy_http_version',
  'proxy_read_timeout',
  'proxy_send_timeout',
  'proxy_connect_timeout',
  'proxy_buffering',
  'proxy_request_buffering',
  'proxy_pass',
  'client_max_body_size',
  'auth_basic',
  'root',
]);

/** Blocks that stand in no server and no location. */
const outerBlocks = new Set(['map', 'upstream', 'server', 'http']);

const timePattern = /^(\s*\d+(ms|[smhdw])?)+$/;

/** Everything in a text for which nginx refuses to start, as far as the tables go. */
export function loadFaults(root: NginxDirective): UnresolvedFact[] {
  const hasHttp = childrenOf(root).some(({ name }) => name === 'http');
  const outside = hasHttp ? childrenOf(root).filter(({ name }) => name.startsWith('proxy_')) : [];
  return [
    ...outside.map((one) => fault(one, `${one.name} is not allowed outside of the http block.`)),
    ...faultsIn(root),
  ];
}

function fault(at: NginxDirective, reason: string): UnresolvedFact {
  const text = `nginx will not start with this: ${reason}`;
  return { kind: 'syntax', name: at.name, text, span: spanOf(at) };
}

function faultsIn(block: NginxDirective): UnresolvedFact[] {
  if (block.name === 'map' || block.name === 'types' || block.name.endsWith('_by_lua_block')) return [];
  const children = childrenOf(block);
  const seen = new Set<string>();
  return children.flatMap((child) => {
    const found = [...wordFaults(child), ...placeFaults(block, child)];
    const key = onceKey(child);
    // Parts of several files can stand in one text, so a repeated line counts only inside of a server.
    if (key !== null && block.name !== '' && seen.has(key))
      found.push(fault(child, `"${key}" stands twice.`));
    if (key !== null) seen.add(key);
    return [...found, ...faultsIn(child)];
  });
}

function onceKey({ name, args }: NginxDirective): string | null {
  if (name === 'location') {
    const words = args.map(({ text }) => text);
    // `location /a` and `location ^~ /a` are the same place; nginx accepts expressions and names that repeat.
    if (words[0]?.startsWith('~') || words[0]?.startsWith('@')) return null;
    return `location ${words.filter((word) => word !== '^~').join(' ')}`;
  }
  return onceInBlock.has(name) ? name : null;
}

function wordFaults({ name, args, children, ...rest }: NginxDirective): UnresolvedFact[] {
  const directive = { name, args, children, ...rest };
  const expected = Object.hasOwn(wordCounts, name) ? wordCounts[name] : null;
  if (expected !== null && args.length !== expected) {
    return [fault(directive, `${name} takes ${expected} words, found ${args.length}.`)];
  }
  const value = args[0]?.text ?? '';
  if (switches.has(name) && !/^(on|off)$/i.test(value)) {
    return [fault(directive, `${name} is on or off, found "${value}".`)];
  }
  if (times.has(name) && !timePattern.test(value)) {
    return [fault(directive, `"${value}" is not a time for ${name}.`)];
  }
  return [];
}

function placeFaults(block: NginxDirective, child: NginxDirective): UnresolvedFact[] {
  const isInner = block.name === 'server' || block.name === 'location' || block.name === 'if';
  if (isInner && child.children && outerBlocks.has(child.name)) {
    return [fault(child, `a ${child.name} block is not allowed inside of ${block.name}.`)];
  }
  if (block.name === 'if' && /^proxy_(set_header|http_version|read_timeout)$/.test(child.name)) {
    return [fault(child, `${child.name} is not allowed inside of if.`)];
  }
  return [];
}
