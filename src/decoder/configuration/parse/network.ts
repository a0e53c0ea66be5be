// Networks as configurations write them: `10.0.0.0/8`, `10.1`, `192.168.0.0/255.255.0.0`, `::1`, `fc00::/7`.

/** `private_ranges` of Caddy. */
export const privateRanges: readonly string[] = [
  '192.168.0.0/16',
  '172.16.0.0/12',
  '10.0.0.0/8',
  '127.0.0.1/8',
  'fd00::/8',
  '::1',
];

/** Whether an address belongs to a network; null when one of them is not readable here. */
export function isInNetwork(address: string, network: string): boolean | null {
  const own = bitsOf(address);
  const [base, mask] = network.replace(/^\[|\]/g, '').split('/');
  const wanted = bitsOf(base) ?? partialBits(base);
  if (own === null || wanted === null) return null;
  const length = mask === undefined ? wanted.length : maskLength(mask);
  if (length === null) return null;
  const isSameFamily = own.length === 128 ? base.includes(':') : !base.includes(':');
  return isSameFamily && own.slice(0, length) === wanted.slice(0, length);
}

/** Whether an address lies between two, both counted; null when one of them is not readable here. */
export function isInRange(address: string, from: string, to: string): boolean | null {
  const [own, first, last] = [bitsOf(address), bitsOf(from), bitsOf(to)];
  if (own === null || first === null || last === null) return null;
  return own.length === first.length && own.length === last.length && first <= own && own <= last;
}

/** True for text that names a network or an address. */
export function isNetwork(text: string): boolean {
  const [base, mask] = text.split('/');
  return bitsOf(base) !== null && (mask === undefined || maskLength(mask) !== null);
}

/** An address inside of a network; null when the network is not readable. */
export function addressWithin(network: string): string | null {
  const [base] = network.split('/');
  if (bitsOf(base) !== null) return base;
  const parts = base.replace(/\.$/, '').split('.');
  const isPartial = parts.length < 4 && parts.every((part) => /^\d{1,3}$/.test(part));
  return isPartial ? [...parts, ...Array<string>(4 - parts.length).fill('0')].join('.') : null;
}

function bitsOf(address: string): string | null {
  return address.includes(':') ? bitsOfSix(address) : bitsOfFour(address);
}

function bitsOfFour(address: string): string | null {
  const parts = address.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function bitsOfSix(address: string): string | null {
  const [head = '', tail, more] = address.split('::');
  if (more !== undefined) return null;
  const words = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const before = words(head);
  const after = words(tail);
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return null;
  const all = [...before, ...Array<string>(tail === undefined ? 0 : gap).fill('0'), ...after];
  if (all.some((word) => !/^[0-9a-f]{1,4}$/i.test(word))) return null;
  return all.map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0')).join('');
}

/** Apache writes a network of whole bytes by its first parts. */
function partialBits(base: string): string | null {
  const parts = base.replace(/\.$/, '').split('.');
  if (parts.length > 3 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function maskLength(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= 128 ? Number(mask) : null;
  const bits = bitsOfFour(mask);
  if (bits === null || !/^1*0*$/.test(bits)) return null;
  return bits.replace(/0/g, '').length;
}
