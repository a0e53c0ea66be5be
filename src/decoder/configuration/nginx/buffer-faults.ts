// Sizes of buffers that do not fit together: nginx computes them for each block, with what the block inherits, and
// refuses to start.
// Documentation: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size

import type { UnresolvedFact } from '../model.ts';
import { argument, childrenOf, lastInForce, type NginxChain, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

const modules = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;
type Module = (typeof modules)[number];

/** The default size of one buffer is a page of memory. */
const usualPage = 4096;
const largePage = 65536;
const defaultBufferCount = 8;

/** Every block that sets a size which does not fit to the others. */
export function bufferFaults(root: NginxDirective): UnresolvedFact[] {
  const visit = (chain: NginxChain): UnresolvedFact[] => {
    const block = chain[chain.length - 1];
    const own = modules.flatMap((module) => blockFault(module, chain) ?? []);
    const inside = childrenOf(block).filter(({ name }) => /^(http|server|location)$/.test(name));
    return [...own, ...inside.flatMap((child) => visit([...chain, child]))];
  };
  return visit([root]);
}

function blockFault(module: Module, chain: NginxChain): UnresolvedFact | null {
  const names = ['buffer_size', 'buffers', 'busy_buffers_size'].map((name) => `${module}_${name}`);
  const at = childrenOf(chain[chain.length - 1]).find(({ name }) => names.includes(name));
  if (!at) return null;
  const usual = mismatch(module, chain, usualPage);
  if (usual === null) return null;
  const common = { name: at.name, span: spanOf(at) };
  if (mismatch(module, chain, largePage) !== null) {
    return { ...common, kind: 'syntax', text: `nginx will not start with this: ${usual}.` };
  }
  return {
    ...common,
    kind: 'directive',
    text: `Where a page of memory has 4 KB, as on most machines, nginx does not start: ${usual}.`,
    cases: {
      passes: 'the pages of memory of the machine are larger than 4 KB',
      fails: 'they have 4 KB, so that nginx does not start',
    },
  };
}

/** What does not match, in words; null when all fits, or a size cannot be read. */
function mismatch(module: Module, chain: NginxChain, page: number): string | null {
  const inForce = (name: string) => lastInForce(chain, `${module}_${name}`);
  const sizeOf = (name: string, word: number, absent: number): number => {
    const directive = inForce(name);
    return directive ? bytesOf(argument(directive, word)) : absent;
  };
  const header = sizeOf('buffer_size', 0, page);
  const buffers = inForce('buffers');
  const count = buffers ? Number(argument(buffers)) : defaultBufferCount;
  const each = sizeOf('buffers', 1, page);
  const largest = Math.max(header, each);
  const busy = sizeOf('busy_buffers_size', 0, 2 * largest);
  if ([header, count, each, busy].some(Number.isNaN)) return null;
  if (count < 2) return `${module}_buffers needs at least 2 buffers`;
  const words = inForce('busy_buffers_size')
    ? `${module}_busy_buffers_size is ${busy} bytes`
    : `${module}_busy_buffers_size is not set, so it is ${busy} bytes, twice the largest buffer`;
  if (busy < largest) return `${words}; it must hold the largest buffer, of ${largest} bytes`;
  const most = (count - 1) * each;
  return busy > most
    ? `${words}; it must be no more than ${most}, the size of all ${module}_buffers without one`
    : null;
}

function bytesOf(text: string): number {
  const match = /^(\d+)([kKmM]?)$/.exec(text);
  if (!match) return Number.NaN;
  const unit = match[2].toLowerCase();
  return Number(match[1]) * (unit === 'k' ? 1024 : unit === 'm' ? 1024 * 1024 : 1);
}
