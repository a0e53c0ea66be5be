// What hitch refuses. Seen on 1.7.2.

import type { Span, UnresolvedFact } from '../model.ts';
import type { HitchFile, HitchOption } from './parse.ts';

export const refusal = (name: string, text: string, { start, end }: Span): UnresolvedFact => ({
  kind: 'syntax',
  name,
  text: `${text}: hitch does not start with this text.`,
  span: { start, end },
});

type OptionType = 'text' | 'flag' | 'number' | 'any';

const known: Readonly<Record<string, OptionType | undefined>> = {
  'alpn-protos': 'any',
  backend: 'text',
  'backend-connect-timeout': 'number',
  'backend-refresh': 'number',
  backlog: 'number',
  chroot: 'any',
  ciphers: 'text',
  ciphersuites: 'text',
  'client-verify': 'any',
  'client-verify-ca': 'any',
  daemon: 'flag',
  'ecdh-curve': 'any',
  frontend: 'text',
  group: 'any',
  keepalive: 'number',
  'log-filename': 'any',
  'log-level': 'number',
  'ocsp-connect-tmo': 'number',
  'ocsp-dir': 'any',
  'ocsp-refresh-interval': 'number',
  'ocsp-resp-tmo': 'number',
  'ocsp-verify-staple': 'flag',
  'pem-dir': 'any',
  'pem-dir-glob': 'any',
  'pem-file': 'any',
  pidfile: 'any',
  'prefer-server-ciphers': 'flag',
  'private-key': 'any',
  'proxy-authority': 'flag',
  'proxy-client-cert': 'flag',
  'proxy-proxy': 'flag',
  'proxy-tlv': 'flag',
  quiet: 'flag',
  'recv-bufsize': 'number',
  'ring-data-len': 'number',
  'ring-slots': 'number',
  'send-bufsize': 'number',
  'session-cache-size': 'number',
  'sni-nomatch-abort': 'flag',
  'ssl-engine': 'any',
  'ssl-handshake-timeout': 'number',
  syslog: 'flag',
  'syslog-facility': 'any',
  'tcp-fastopen': 'flag',
  'tls-protos': 'any',
  user: 'any',
  workers: 'number',
  'write-ip': 'flag',
  'write-proxy': 'flag',
  'write-proxy-v1': 'flag',
  'write-proxy-v2': 'flag',
};

/** Everything that hitch refuses, or may. */
export function loadFaults({ options }: HitchFile): UnresolvedFact[] {
  const first = options[0];
  if (!first) return [];
  const frontends = options.filter(({ name }) => name === 'frontend');
  const hasOwn = ({ block, value }: HitchOption): boolean =>
    block.some(({ name }) => name === 'pem-file' || name === 'pem-dir') || value?.includes('+') === true;
  const hasFile = options.some(({ name }) => name === 'pem-file' || name === 'pem-dir');
  const isComplete = hasFile || (frontends.length > 0 && frontends.every(hasOwn));
  const writers = options.filter(
    ({ name, value }) =>
      /^(?:write-(?:ip|proxy(?:-v[12])?)|proxy-proxy)$/.test(name) && /^(?:on|yes|true)$/.test(value ?? ''),
  );
  return [
    ...options.flatMap(optionFaults),
    ...(isComplete ? [] : [refusal('pem-file', 'No pem-file gives a certificate', first)]),
    ...(new Set(writers.map(({ name }) => name)).size > 1
      ? [refusal(writers[1].name, `${writers[0].name} and ${writers[1].name} exclude each other`, writers[1])]
      : []),
  ];
}

function optionFaults(option: HitchOption): UnresolvedFact[] {
  const { name, value, isQuoted, start, end } = option;
  const span = { start, end };
  const type = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!type) {
    const text = `${name} is no option of hitch 1.7: a hitch that does not know it does not start.`;
    return [{ kind: 'directive', name, text, span }];
  }
  if (value === null) return [];
  if (type === 'number' && (isQuoted || !/^\d+$/.test(value))) {
    return [refusal(name, `Expected a number without quotes for ${name}, found ${value}`, span)];
  }
  if (type === 'flag' && !/^(?:on|off|yes|no|true|false)$/.test(value)) {
    return [refusal(name, `Expected on or off for ${name}, found ${value}`, span)];
  }
  if (type === 'text' && !isQuoted) {
    return [refusal(name, `Expected a string in double quotes for ${name}, found ${value}`, span)];
  }
  const isAddress = name === 'frontend' || name === 'backend';
  if (
    !isAddress ||
    /^\[[^\]]*\]:\w+(?:\+.*)?$/.test(value) ||
    (name === 'backend' && value.startsWith('/'))
  ) {
    return [];
  }
  return [refusal(name, `Expected "[host]:port" for ${name}, found ${value}`, span)];
}
