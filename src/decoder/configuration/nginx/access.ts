// Lists of addresses: `allow` and `deny`, in http and in stream.
// Documentation: https://nginx.org/en/docs/http/ngx_http_access_module.html

import type { EarlyAnswer } from '../model.ts';
import { isInNetwork } from '../parse/network.ts';
import { argument, childrenOf, lastInForce, type NginxChain, type NginxText, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** What a directive does to requests before they are passed on. */
export function answer(
  at: NginxDirective,
  how: EarlyAnswer['how'],
  applies: EarlyAnswer['applies'],
): EarlyAnswer {
  return { span: spanOf(at), how, applies, words: at.name, condition: null };
}

/** The line that refuses every address before any is allowed; null when there is none. */
export function denyAll(chain: NginxChain): NginxDirective | null {
  const [first] = accessLevel(chain);
  return first?.name === 'deny' && argument(first) === 'all' && !satisfiesAny(chain) ? first : null;
}

/** The innermost block with allow or deny lines is in force. */
function accessLevel(chain: NginxChain): readonly NginxDirective[] {
  const lists = (block: NginxDirective) =>
    childrenOf(block).filter(({ name }) => name === 'deny' || name === 'allow');
  const level = chain.slice(1).findLast((block) => lists(block).length > 0);
  return level ? lists(level) : [];
}

/** True when an address can do in place of a password. */
export function satisfiesAny(chain: NginxChain): boolean {
  return argument(lastInForce(chain, 'satisfy')) === 'any';
}

/** Whether the first line that holds the client's address denies it; null when the address is not known. */
export function isDenied({ asker }: NginxText, chain: NginxChain): boolean | null {
  const address = asker?.address;
  if (address === undefined) return null;
  for (const line of accessLevel(chain)) {
    const isHeld = argument(line) === 'all' ? true : isInNetwork(address, argument(line));
    if (isHeld === null && argument(line) !== 'unix:') return null;
    if (isHeld === true) return line.name === 'deny';
  }
  return false;
}

/** What the lists of addresses refuse. */
export function denied(source: NginxText, chain: NginxChain): EarlyAnswer[] {
  const lines = accessLevel(chain);
  const isKnown = isDenied(source, chain);
  // With `satisfy any` the password decides where the address does not.
  if (isKnown === false || (isKnown === true && satisfiesAny(chain))) return [];
  const hasWayIn = lines.some(({ name }) => name === 'allow') || satisfiesAny(chain);
  // Lines after one for all are not reached; a list of denied addresses is named for a request alone.
  const end = lines.findIndex((line) => argument(line) === 'all');
  const reached = end < 0 ? lines : lines.slice(0, end + 1);
  return reached
    .filter((line) => line.name === 'deny' && (argument(line) === 'all' || source.asker !== null))
    .map((deny) => ({
      ...answer(
        deny,
        'access',
        isKnown === true || (!hasWayIn && argument(deny) === 'all') ? 'always' : 'some',
      ),
      words: `deny ${argument(deny)}`,
    }));
}
