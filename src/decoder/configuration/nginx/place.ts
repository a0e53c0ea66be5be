// How a place of an nginx configuration is named, and which paths it takes.

import type { PathMatch } from '../model.ts';
import { childrenNamed, type NginxChain } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** `server example.com (listen 443 ssl) › location /ws`. */
export function labelOf(chain: NginxChain): string {
  const parts = chain.flatMap((block) => {
    if (block.name === 'server') return [serverLabel(block)];
    if (block.name !== 'location' && block.name !== 'if') return [];
    return [[block.name, ...block.args.map((word) => word.text)].join(' ')];
  });
  const inStream = chain.some(({ name }) => name === 'stream');
  return [...(inStream ? ['stream'] : []), parts.length === 0 ? 'this part' : parts.join(' › ')].join(' › ');
}

function serverLabel(server: NginxDirective): string {
  const words = (directive: NginxDirective): string => directive.args.map((word) => word.text).join(' ');
  const names = childrenNamed(server, 'server_name')[0];
  const listens = childrenNamed(server, 'listen').map(words).join(' and ');
  const parts = ['server', names && words(names), listens && `(listen ${listens})`];
  return parts.filter(Boolean).join(' ');
}

/** The path of the innermost location. */
export function pathOf(chain: NginxChain): PathMatch {
  const location = chain.findLast(({ name }) => name === 'location');
  if (!location) return { kind: 'any', text: '', ignoresCase: false };
  const [first = '', second = ''] = location.args.map((word) => word.text);
  switch (first) {
    case '=':
      return { kind: 'exact', text: second, ignoresCase: false };
    case '^~':
      return { kind: 'final-prefix', text: second, ignoresCase: false };
    case '~':
    case '~*':
      return { kind: 'expression', text: second, ignoresCase: first === '~*' };
    default:
      return { kind: first.startsWith('/') ? 'prefix' : 'unknown', text: first, ignoresCase: false };
  }
}
