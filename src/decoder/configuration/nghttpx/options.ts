// The options of nghttpx 1.52 by the kind of their value.

export type OptionType = 'text' | 'flag' | 'number' | 'duration' | 'size';

const names: Readonly<Record<OptionType, string>> = {
  flag: `single-thread no-kqueue insecure verify-client verify-client-tolerate-expired ocsp-startup no-verify-ocsp
    no-ocsp no-http2-cipher-block-list client-no-http2-cipher-block-list tls-no-postpone-early-data tls-ktls
    http2-no-cookie-crumbling no-server-push frontend-http2-optimize-write-buffer-size
    frontend-http2-optimize-window-size http2-proxy accesslog-syslog accesslog-write-early errorlog-syslog
    add-x-forwarded-for strip-incoming-x-forwarded-for no-add-x-forwarded-proto no-strip-incoming-x-forwarded-proto
    strip-incoming-forwarded no-via no-strip-incoming-early-data no-location-rewrite host-rewrite no-server-rewrite
    require-http-scheme frontend-frame-debug daemon single-process ignore-per-pattern-mruby-error version help`,
  duration: `frontend-http2-read-timeout frontend-http3-read-timeout frontend-read-timeout frontend-write-timeout
    frontend-keep-alive-timeout stream-read-timeout stream-write-timeout backend-read-timeout backend-write-timeout
    backend-connect-timeout backend-keep-alive-timeout listener-disable-timeout frontend-http2-setting-timeout
    frontend-http2-settings-timeout backend-http2-settings-timeout backend-max-backoff
    tls-ticket-key-memcached-interval ocsp-update-interval tls-dyn-rec-idle-timeout dns-cache-timeout
    dns-lookup-timeout worker-process-grace-shutdown-period`,
  number: `backlog workers worker-frontend-connections backend-connections-per-host backend-connections-per-frontend
    rlimit-nofile rlimit-memlock fastopen tls-ticket-key-memcached-max-retry tls-ticket-key-memcached-max-fail
    frontend-http2-max-concurrent-streams backend-http2-max-concurrent-streams padding max-request-header-fields
    max-response-header-fields dns-max-try frontend-max-requests max-worker-processes redirect-https-port`,
  size: `read-rate read-burst write-rate write-burst worker-read-rate worker-read-burst worker-write-rate
    worker-write-burst backend-request-buffer backend-response-buffer tls-dyn-rec-warmup-threshold tls-max-early-data
    frontend-http2-window-size frontend-http2-connection-window-size backend-http2-window-size
    backend-http2-connection-window-size frontend-http2-encoder-dynamic-table-size
    frontend-http2-decoder-dynamic-table-size backend-http2-encoder-dynamic-table-size
    backend-http2-decoder-dynamic-table-size request-header-field-buffer response-header-field-buffer
    api-max-request-body`,
  text: `backend frontend backend-address-family backend-http-proxy-uri ciphers tls13-ciphers client-ciphers
    tls13-client-ciphers ecdh-curves cacert private-key-file certificate-file private-key-passwd-file subcert
    dh-param-file npn-list verify-client-cacert client-private-key-file client-cert-file tls-min-proto-version
    tls-max-proto-version tls-ticket-key-file tls-ticket-key-memcached tls-ticket-key-memcached-address-family
    tls-ticket-key-cipher tls-ticket-key-memcached-cert-file tls-ticket-key-memcached-private-key-file
    fetch-ocsp-response-file tls-session-cache-memcached tls-session-cache-memcached-address-family
    tls-session-cache-memcached-cert-file tls-session-cache-memcached-private-key-file tls-sct-dir psk-secrets
    client-psk-secrets log-level accesslog-file accesslog-format errorlog-file syslog-facility add-forwarded
    forwarded-by forwarded-for altsvc http2-altsvc add-request-header add-response-header error-page server-name
    redirect-https-port frontend-http2-dump-request-header frontend-http2-dump-response-header pid-file user
    mruby-file conf include`,
};

const types: ReadonlyMap<string, OptionType> = new Map(
  (Object.entries(names) as [OptionType, string][]).flatMap(([type, words]) =>
    words.split(/\s+/).map((name): [string, OptionType] => [name, type]),
  ),
);

/** Options of older versions that 1.52 reads over, with a warning. */
const withoutEffect = new Set(
  `frontend-no-tls backend-no-tls backend-tls backend-http1-tls backend-ipv4 backend-ipv6 tls-proto-list
  frontend-http2-window-bits backend-http2-window-bits frontend-http2-connection-window-bits
  backend-http2-connection-window-bits`.split(/\s+/),
);

/** Options of older versions that 1.52 refuses. */
const refused = new Set(['client', 'http2-bridge', 'client-proxy']);

/** What 1.52 makes of an option; null when it does not know it. */
export function typeOfOption(name: string): OptionType | 'without effect' | 'refused' | null {
  if (withoutEffect.has(name)) return 'without effect';
  if (refused.has(name)) return 'refused';
  if (name === 'accept-proxy-protocol') return 'flag';
  return types.get(name) ?? null;
}

export const optionNames: readonly string[] = [...types.keys()];

/** The parameters of a backend; true for those that need a value. */
export const backendParameters: Readonly<Record<string, boolean | undefined>> = {
  proto: true,
  tls: false,
  sni: true,
  fall: true,
  rise: true,
  affinity: true,
  'affinity-cookie-name': true,
  'affinity-cookie-path': true,
  'affinity-cookie-secure': true,
  'affinity-cookie-stickiness': true,
  dns: false,
  'redirect-if-not-tls': false,
  'upgrade-scheme': false,
  mruby: true,
  'read-timeout': true,
  'write-timeout': true,
  group: true,
  'group-weight': true,
  weight: true,
  dnf: false,
};

/** The parameters of a frontend. */
export const frontendParameters: ReadonlySet<string> = new Set([
  'tls',
  'no-tls',
  'sni-fwd',
  'api',
  'healthmon',
  'proxyproto',
  'quic',
]);

/** Seconds of `90`, `1m`, `500ms`; null for what nghttpx refuses. */
export function durationSeconds(text: string): number | null {
  const [, digits, unit] = /^(\d+)(h|m|s|ms)?$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const seconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3 };
  return Number(digits) * seconds[unit?.toLowerCase() ?? 's'];
}
