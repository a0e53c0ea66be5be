// The clients that can open a URL, as far as a text tells them apart: by address, Origin, subprotocol, User-Agent. The
// check follows the URL for each of them when the text alone gives no verdict.

import { addressWithin, isInNetwork, privateRanges } from './parse/network.ts';
import type { Asker, UrlRequest } from './program.ts';
import type { RouteVerdict, UrlOutcome } from './report.ts';
import { userAgents } from './websocket-request.ts';

/** A client, and the words that tell it from the others. */
interface NamedAsker {
  readonly asker: Asker;
  /** `from 10.0.0.0/8`. */
  readonly words: string;
}

/** Longer lists of addresses are those of a network of caches, which no answer should repeat. */
const maxNetworks = 24;

/** Addresses of documentation and of public resolvers; one that no network of the text holds stands for the rest. */
const publicAddresses = ['203.0.113.77', '198.51.100.77', '192.0.2.77', '8.8.4.4'];

/** Follows the URL for one client. */
type Follow = (asker: Asker) => { readonly verdict: RouteVerdict; readonly reason: string };

/**
 * The outcomes by client. Null when they do not differ in what is tried here, or when they are still not known.
 */
export function outcomesByAsker(text: string, request: UrlRequest, follow: Follow): UrlOutcome[] | null {
  const dimensions = [addresses(text), origins(text, request), protocols(text), senders()];
  // An expression on the address can single out any of them.
  const areNetworksAll = !/remote_addr/i.test(text);
  const alone = dimensions.map((group, index) => outcomesOf(group, follow, index === 0 && areNetworksAll));
  const found = alone.find((one) => one !== null);
  if (found) return found;
  for (const [index, first] of dimensions.entries()) {
    for (const second of dimensions.slice(index + 1)) {
      const both = outcomesOf(joined(first, second), follow, false);
      if (both) return both;
    }
  }
  return null;
}

function joined(first: readonly NamedAsker[], second: readonly NamedAsker[]): NamedAsker[] {
  return first.flatMap((one) =>
    second.map((other) => ({
      asker: { ...one.asker, ...other.asker },
      words: `${one.words} and ${other.words}`,
    })),
  );
}

/** `isComplete`: every client is like one of the group, so that one outcome for all of them is the verdict. */
function outcomesOf(group: readonly NamedAsker[], follow: Follow, isComplete: boolean): UrlOutcome[] | null {
  const when = { passes: [] as string[], fails: [] as string[] };
  for (const { asker, words } of group) {
    const { verdict } = follow(asker);
    if (verdict === 'cannot judge') return null;
    when[verdict].push(words);
  }
  const outcomes = (['passes', 'fails'] as const)
    .filter((verdict) => when[verdict].length > 0)
    .map((verdict): UrlOutcome => ({ verdict, when: `the client ${alternatives(when[verdict])}` }));
  return outcomes.length === 2 || (isComplete && outcomes.length === 1) ? outcomes : null;
}

/** More alternatives than a reader takes in. */
const maxAlternatives = 5;

function alternatives(words: readonly string[]): string {
  const shown =
    words.length > maxAlternatives
      ? [...words.slice(0, maxAlternatives - 1), words[words.length - 1]]
      : words;
  // `comes from 10.0.0.0/8, 127.0.0.1 or any other address`
  const begin = /^(comes from|sends Origin:) /.exec(shown[0])?.[0];
  const isShared =
    begin !== undefined && shown.every((one) => one.startsWith(begin) && !one.includes(' and '));
  if (!isShared) return shown.join(', or ');
  const [last = '', ...others] = shown.map((one) => one.slice(begin.length)).reverse();
  return begin + (others.length > 0 ? `${others.reverse().join(', ')} or ${last}` : last);
}

/** One client of each network that the text names, and one from elsewhere. */
function addresses(text: string): NamedAsker[] {
  const isExpression = /remote_addr/i.test(text);
  const networks = [...new Set([...networksOf(text), ...(isExpression ? privateRanges : [])])].slice(
    0,
    maxNetworks,
  );
  const elsewhere = publicAddresses.find((one) => networks.every((net) => isInNetwork(one, net) !== true));
  return [
    ...networks.flatMap((network): NamedAsker[] => {
      const address = addressWithin(network);
      return address === null ? [] : [{ asker: { address }, words: `comes from ${network}` }];
    }),
    ...(elsewhere === undefined
      ? []
      : [{ asker: { address: elsewhere }, words: 'comes from any other address' }]),
  ];
}

const networkPattern = /(?<![\w.:/-])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,3}(?:\.\d{1,3}){0,3})?(?![\w.:])/g;
const shortPattern = /\b(?:require\s+(?:not\s+)?ip|allow\s+from|deny\s+from)\s+(.+)$/gim;

function networksOf(text: string): string[] {
  const plain = text.replace(/^\s*#.*$/gm, '');
  const found = [...plain.matchAll(networkPattern)].map(([network]) => network);
  const short = [...plain.matchAll(shortPattern)].flatMap(([, words]) => words.split(/\s+/));
  const six = [...plain.matchAll(/(?<![\w:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?:\/\d+)?(?![\w:])/gi)];
  const named = /\bprivate_ranges\b/.test(plain) ? privateRanges : [];
  const local = /\brequire\s+(not\s+)?local\b/i.test(plain) ? ['127.0.0.0/8', '::1'] : [];
  const all = [...found, ...short, ...six.map(([network]) => network), ...named, ...local];
  return [...new Set(all)].filter(
    (network) =>
      addressWithin(network) !== null && !/\/0(\.0\.0\.0)?$/.test(network) && network !== '0.0.0.0',
  );
}

/** Lines with the addresses of backends, which no page has as its origin. */
const namesBackend = /^\s*(proxy_?pass\w*|server|reverse_proxy|balancermember|rewriterule|to)\s+[^{\s]/i;

/** A page of the same host, pages that the text names, one of another host, and a client that is no page. */
function origins(text: string, { host, port, tls }: UrlRequest): NamedAsker[] {
  const scheme = tls ? 'https' : 'http';
  const own = `${scheme}://${host}${port === (tls ? 443 : 80) ? '' : `:${port}`}`;
  const lines = text.split('\n').filter((line) => !namesBackend.test(line));
  // Expressions name hosts with escaped dots and an optional s.
  const plain = lines
    .join('\n')
    .replace(/\\/g, '')
    .replace(/https\?:/g, `${scheme}:`);
  const named = [...plain.matchAll(/\bhttps?:\/\/[\w.-]+(?::\d+)?(?![\w./:-])/g)].map(([origin]) => origin);
  const all = [...new Set([own, ...named])].slice(0, maxNetworks);
  return [
    ...all.map((origin) => ({ asker: { origin }, words: `sends Origin: ${origin}` })),
    { asker: { origin: 'https://elsewhere.invalid' }, words: 'sends the Origin of another host' },
    { asker: { origin: null }, words: 'sends no Origin' },
  ];
}

/** `hdr(Sec-WebSocket-Protocol) -m str mqtt`, `$http_sec_websocket_protocol ~ "^mqtt"`. */
const namedProtocol =
  /sec[-_]websocket[-_]protocol["')}\]]*[ \t]+(?:(?:-i|-m[ \t]+\w+|!?[=~]=?\*?)[ \t]+){0,3}["'*^(/=]{0,3}(?!(?:eq|[gl][et])\b)([A-Za-z][\w.-]*)/gi;

function protocols(text: string): NamedAsker[] {
  if (!/sec.websocket.protocol/i.test(text)) return [];
  const named = [...new Set([...text.matchAll(namedProtocol)].map(([, name]) => name))].slice(
    0,
    maxAlternatives,
  );
  return [
    { asker: { protocol: null }, words: 'offers no subprotocol' },
    ...named.map((protocol) => ({ asker: { protocol }, words: `offers the subprotocol ${protocol}` })),
    {
      asker: { protocol: 'elsewhere.invalid' },
      words: named.length > 0 ? 'offers another subprotocol' : 'offers a subprotocol',
    },
  ];
}

function senders(): NamedAsker[] {
  return [
    { asker: { userAgents: userAgents.filter((one) => one !== '') }, words: 'is a browser' },
    { asker: { userAgents: [''] }, words: 'is a program without a User-Agent' },
  ];
}
