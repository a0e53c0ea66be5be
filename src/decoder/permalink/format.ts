import { formatBase64Url } from '../bytes/base64.ts';
import { formatHex } from '../bytes/hex.ts';
import { checksum } from './checksum.ts';
import { formatDeflateValue } from './deflate-value.ts';
import {
  filterLimit,
  type LinkPayload,
  type LinkView,
  type Permalink,
  permalinkVersion,
  unpackedLimit,
} from './schema.ts';

/** Raw deflate (RFC 1951) by the platform: `CompressionStream('deflate-raw')` in browsers and Node. */
export type Deflate = (bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * The fragment of a link with its `#`. The caller compares its length with `fragmentLimit`. `null` when the
 * container is longer than what a link may unpack to.
 */
export async function formatPermalink(link: Permalink, deflate: Deflate): Promise<string | null> {
  const { payload, assumptions, view } = link;
  const assumed: string[] = [];
  if (assumptions.sender !== null && payload.kind !== 'directions')
    assumed.push(`from=${assumptions.sender}`);
  if (assumptions.deflate !== null) assumed.push(`deflate=${formatDeflateValue(assumptions.deflate)}`);
  if (payload.kind !== 'packed') {
    return `#${[...readableParts(payload), ...assumed, ...formatView(view)].join('&')}`;
  }
  if (payload.container.length > unpackedLimit) return null;
  const sum = `sum=${checksum(payload.container)}`;
  const packed = `z=${formatBase64Url(await deflate(payload.container))}`;
  // the bytes come last, so that a link that was cut loses bytes, which the sum shows, and not its view
  return `#${[`v=${permalinkVersion}`, ...assumed, sum, ...formatView(view), packed].join('&')}`;
}

function readableParts(payload: Exclude<LinkPayload, { kind: 'packed' }>): string[] {
  if (payload.kind === 'error') return [`error=${encodeURIComponent(payload.text)}`];
  if (payload.kind === 'bytes') {
    return payload.notation === 'hex'
      ? [`hex=${formatHex(payload.bytes)}`]
      : [`b64=${formatBase64Url(payload.bytes)}`];
  }
  const parts: string[] = [];
  if (payload.client.length > 0) parts.push(`client=${formatHex(payload.client)}`);
  if (payload.server.length > 0) parts.push(`server=${formatHex(payload.server)}`);
  return parts;
}

function formatView(view: LinkView): string[] {
  const parts: string[] = [];
  if (view.connection !== 0) parts.push(`conn=${view.connection}`);
  if (view.frame !== null) parts.push(`frame=${view.frame}`);
  if (view.field !== null) parts.push(`field=${view.field}`);
  const { filter = '' } = view;
  if (filter !== '' && filter.length <= filterLimit) parts.push(`filter=${encodeURIComponent(filter)}`);
  return parts;
}

/** The same link looking elsewhere: for keeping the address in step with the screen without packing the bytes again. */
export function withView(fragment: string, view: LinkView): string {
  const parts = fragment
    .replace(/^#/, '')
    .split('&')
    .filter((part) => part !== '' && !/^(conn|frame|field|filter)=/.test(part));
  const bytes = parts.findIndex((part) => part.startsWith('z='));
  parts.splice(bytes < 0 ? parts.length : bytes, 0, ...formatView(view));
  return `#${parts.join('&')}`;
}
