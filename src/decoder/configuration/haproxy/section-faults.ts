// Lines that HAProxy refuses in the section in which they stand. Measured on 2.6.

import { nearestName } from '../parse/near-names.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';
import { wordAt } from './sections.ts';

/** A line that HAProxy refuses; with `later` a later version may know it. */
export interface SectionFault {
  readonly line: HaproxyLine;
  readonly reason: string;
  readonly later?: string;
}

/** Keywords of proxies that no `defaults` section takes. */
const notInDefaults =
  /^(bind|description|dispatch|force-persist|id|ignore-persist|monitor|redirect|server|server-template|stick|stick-table|use-server|use_backend)$/;

/** Keywords that only a `defaults` section with a name takes. */
const notInAnonymousDefaults =
  /^(acl|http-request|http-response|http-after-response|tcp-request|tcp-response)$/;

const globalWords = new Set(
  `51degrees-cache-size ca-base chroot cluster-secret cpu-map crt-base daemon debug default-path description
  deviceatlas-json-file expose-experimental-directives expose-fd external-check gid grace group h1-accept-payload-with-any-method
  h1-case-adjust h1-case-adjust-file hard-stop-after httpclient.resolvers.id httpclient.resolvers.prefer
  httpclient.ssl.ca-file httpclient.ssl.verify insecure-fork-wanted insecure-setuid-wanted issuers-chain-path localpeer
  log log-send-hostname log-tag lua-load lua-load-per-thread lua-prepend-path master-worker max-spread-checks maxcompcpuusage
  maxcomprate maxconn maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem mworker-max-reloads nbproc nbthread
  no node noepoll noevports nogetaddrinfo nokqueue nopoll noreuseport nosplice no-memory-trimming numa-cpu-mapping
  pidfile pp2-never-send-local presetenv profiling.memory profiling.tasks quiet resetenv server-state-base
  server-state-file set-dumpable set-var set-var-fmt setenv spread-checks ssl-default-bind-ciphers
  ssl-default-bind-ciphersuites ssl-default-bind-curves ssl-default-bind-options ssl-default-server-ciphers
  ssl-default-server-ciphersuites ssl-default-server-options ssl-dh-param-file ssl-engine ssl-load-extra-del-ext
  ssl-load-extra-files ssl-mode-async ssl-propquery ssl-provider ssl-provider-path ssl-server-verify
  ssl-skip-self-issued-ca stats strict-limits thread-group thread-groups uid ulimit-n unix-bind unsetenv user
  wurfl-data-file zero-warning close-spread-time`.split(/\s+/),
);

/** Keywords of proxies that people write among the global settings. */
const proxyWords =
  /^(acl|balance|bind|capture|compression|cookie|default-server|default_backend|errorfile|fullconn|http-request|http-response|mode|monitor|option|redirect|retries|server|stick-table|tcp-request|timeout|use_backend)$/;

/** The keywords of sections that are no proxies. */
const ownWords: Readonly<Record<string, RegExp>> = {
  userlist: /^(group|user)$/,
  resolvers: /^(nameserver|parse-resolv-conf|resolve_retries|timeout|hold|accepted_payload_size)$/,
  mailers: /^(mailer|timeout)$/,
  peers: /^(bind|default-bind|default-server|disabled|enabled|log|peer|server|shards|table)$/,
  cache: /^(total-max-size|max-object-size|max-age|process-vary|max-secondary-entries)$/,
  'http-errors': /^errorfile$/,
};

const needsValue = /^(resolve_retries|accepted_payload_size|total-max-size|max-object-size|max-age)$/;

function ownFault(kind: string, line: HaproxyLine): SectionFault[] {
  const word = wordAt(line, 0);
  if (word === '' || word.startsWith('.') || /[${]/.test(word)) return [];
  if (!ownWords[kind].test(word)) {
    return [{ line, reason: `${word} is not allowed in a ${kind} section.` }];
  }
  return needsValue.test(word) && !/^\d/.test(wordAt(line, 1))
    ? [{ line, reason: `${word} needs a number, found "${wordAt(line, 1)}".` }]
    : [];
}

/** Lines that stand in the wrong section. */
export function sectionFaults({ kind, name, lines }: HaproxySection): SectionFault[] {
  if (kind === 'global') return lines.flatMap(globalFault);
  if (Object.hasOwn(ownWords, kind)) return lines.flatMap((line) => ownFault(kind, line));
  if (kind !== 'defaults') return [];
  return lines.flatMap((line) => {
    const word = wordAt(line, 0);
    if (notInDefaults.test(word)) return [{ line, reason: `${word} is not allowed in a defaults section.` }];
    if (name === '' && notInAnonymousDefaults.test(word)) {
      return [{ line, reason: `${word} is not allowed in a defaults section without a name.` }];
    }
    return [];
  });
}

function globalFault(line: HaproxyLine): SectionFault[] {
  const word = wordAt(line, 0);
  const isOpen = word === '' || word.startsWith('.') || /[${]/.test(word);
  if (isOpen || globalWords.has(word) || word.startsWith('tune.')) return [];
  if (proxyWords.test(word)) {
    return [
      { line, reason: `${word} is not allowed in the global section. Write it into defaults or a proxy.` },
    ];
  }
  const near = nearestName(word, globalWords);
  if (near !== null) return [{ line, reason: `there is no global setting ${word}. It resembles ${near}.` }];
  return [{ line, reason: `there is no global setting ${word}.`, later: word }];
}
