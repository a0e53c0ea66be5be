// Made by e2e/configurations/make-tables.ts from `haproxy -dKall` of HAProxy 2.6.12 (Debian). Do not edit.

/** The version that the table is of. */
export const haproxyTableVersion = '2.6.12';

/** Words that HAProxy registers. The oldest keywords are not registered; `known.ts` adds them. */
export const haproxyKeywordTable: Readonly<Record<string, string>> = {
  keyword: `
clitcpka-cnt clitcpka-idle clitcpka-intvl clitimeout compression contimeout declare errorfile errorfiles
errorloc errorloc302 errorloc303 external-check filter http-check http-error max-keep-alive-queue rate-limit
retry-on srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout tcp-check tcp-request tcp-response timeout
use-fcgi-app
`,
  option: `
abortonclose accept-invalid-http-request accept-invalid-http-response allbackups checkcache clitcpka
contstats disable-h2-upgrade dontlog-normal dontlognull h1-case-adjust-bogus-client
h1-case-adjust-bogus-server http-buffer-request http-ignore-probes http-no-delay http-pretend-keepalive
http-use-proxy-header idle-close-on-response independent-streams log-health-checks log-separate-errors
logasap nolinger persist prefer-last-server socket-stats splice-auto splice-request splice-response srvtcpka
tcp-smart-accept tcp-smart-connect transparent
`,
  bind: `
accept-netscaler-cip:1 accept-proxy allow-0rtt alpn:1 backlog:1 ca-file:1 ca-ignore-err:1 ca-sign-file:1
ca-sign-pass:1 ca-verify-file:1 ciphers:1 ciphersuites:1 crl-file:1 crt-ignore-err:1 crt-list:1 crt:1
curves:1 defer-accept ecdhe:1 expose-fd:1 force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13
generate-certificates gid:1 group:1 id:1 interface:1 level:1 maxconn:1 mode:1 mss:1 name:1 namespace:1
nice:1 no-ca-names no-sslv3 no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 npn:1
prefer-client-ciphers process:1 proto:1 severity-output:1 shards:1 ssl ssl-max-ver:1 ssl-min-ver:1
strict-sni tcp-ut:1 tfo thread:1 tls-ticket-keys:1 transparent uid:1 user:1 v4v6 v6only verify:1
`,
  server: `
addr:1 agent-addr:1 agent-check agent-inter:1 agent-port:1 agent-send:1 allow-0rtt alpn:1 backup ca-file:1
check check-alpn:1 check-proto:1 check-send-proxy check-sni:1 check-ssl check-via-socks4 ciphers:1
ciphersuites:1 cookie:1 crl-file:1 crt:1 disabled downinter:1 enabled error-limit:1 fall:1 fastinter:1
force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 id:1 init-addr:1 inter:1 log-proto:1
max-reuse:1 maxconn:1 maxqueue:1 minconn:1 namespace:1 no-agent-check no-backup no-check no-check-send-proxy
no-check-ssl no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-ssl no-ssl-reuse
no-sslv3 no-tfo no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 non-stick npn:1 observe:1 on-error:1
on-marked-down:1 on-marked-up:1 pool-low-conn:1 pool-max-conn:1 pool-purge-delay:1 port:1 proto:1
proxy-v2-options:1 redir:1 resolve-net:1 resolve-opts:1 resolve-prefer:1 resolvers:1 rise:1 send-proxy
send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn slowstart:1 sni:1 socks4:1 source:? ssl ssl-max-ver:1
ssl-min-ver:1 ssl-reuse stick tcp-ut:1 tfo tls-tickets track:1 usesrc verify:1 verifyhost:1 weight:1 ws:1
`,
  'http-request': `
add-acl add-header allow auth cache-use capture del-acl del-header del-map deny disable-l7-retry do-resolve
early-hint normalize-uri ot-group redirect reject replace-header replace-path replace-pathq replace-uri
replace-value return sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0 send-spoe-group set-dst
set-dst-port set-header set-log-level set-map set-mark set-method set-nice set-path set-pathq
set-priority-class set-priority-offset set-query set-src set-src-port set-timeout set-tos set-uri set-var
set-var-fmt silent-drop strict-mode tarpit track-sc unset-var use-service wait-for-body wait-for-handshake
`,
  'http-response': `
add-acl add-header allow cache-store capture del-acl del-header del-map deny ot-group redirect
replace-header replace-value return sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0
send-spoe-group set-header set-log-level set-map set-mark set-nice set-status set-tos set-var set-var-fmt
silent-drop strict-mode track-sc unset-var wait-for-body
`,
  'http-after-response': `
add-header allow capture del-header ot-group replace-header replace-value set-header set-status set-var
set-var-fmt strict-mode unset-var
`,
};
