// The lines of a Caddyfile, as text. From Caddy's documentation, measured on 2.6.2.

/*
 * One line a rule: the name, the kinds of its words (`?` once or not, `*` any number, `+` at least one), and after a
 * colon what stands in the braces: `directives`, `matchers`, `words`, the name of a block below, or nothing when
 * lines with more indentation follow. `::` stands before braces that must be there and hold a line; `none` after a
 * colon is for empty braces alone. `2.7` before a line: from that version on. `-` for the name: any name.
 */
/** Global options. */
export const globalText = `
debug word* : words
http_port int
https_port int
default_bind word+ : words
grace_period time word*
shutdown_delay time word*
default_sni word
2.10 fallback_sni word
order directive first|last : words
order directive before|after word
plugin order word first|last
plugin order word before|after directive
storage file_system word* : words
plugin storage word word* : words
storage_clean_interval time word*
renew_interval time word*
2.8 storage_check off
ocsp_interval time word*
ocsp_stapling off
acme_ca word
acme_ca_root word
plugin acme_dns word word* : words
acme_eab :
  key_id word
  mac_key word
cert_issuer acme|internal|zerossl word* : words
skip_install_trust word* : words
email word
admin word? :
  enforce_origin
  origins word*
on_demand_tls ::
  ask word
  interval time
  burst int
  2.8 permission word word* : words
local_certs word* : words
key_type ed25519|p256|p384|rsa2048|rsa4096
auto_https off|disable_redirects|disable_certs|ignore_loaded_certs
2.10 auto_https prefer_wildcard
servers word? :
  2.7 name word
  listener_wrappers :
    http_redirect word* : words
    tls word* : words
    2.7 proxy_protocol word* : words
    plugin - word* : words
  2.10 packet_conn_wrappers : words
  timeouts :
    read_body time
    read_header time
    write time
    idle time
  keepalive_interval time
  max_header_size size
  2.7 enable_full_duplex
  2.8 0rtt off
  log_credentials
  protocols h1|h2|h2c|h3* : none
  2.7 trusted_proxies word word* : words
  2.8 trusted_proxies_strict
  2.7 client_ip_headers word+
  2.8 trace
  2.10 keepalive_count int
  2.10 keepalive_idle time
  strict_sni_host on|insecure_off?
  metrics : none
  protocol :
    allow_h2c
    strict_sni_host on|insecure_off?
preferred_chains smallest
preferred_chains :: chains
2.7 persist_config off
log word? : globalLog
events word* : words
pki word* :
  ca word? : words
2.9 metrics : words
2.7 filesystem word word* : words
2.9 acme_profile word
2.10 dns word word* : words
2.10 ech word* : words
2.8 cert_lifetime time
`;

/** Directives of a site. */
export const directivesText = `
abort
acme_server : words
basicauth : users
basicauth bcrypt|scrypt word? : users
2.8 basic_auth word? word? : users
bind word* : words
2.8 bind word+ : words
encode encoding* :
  gzip int?
  zstd word* : none
  2.8 br int?
  minimum_length int
  match : responses
  match status statusClass+
  match header word+
error word word? :
  message word
file_server browse? : 
  plugin fs word word* : words
  hide word+
  index word+
  root word
  browse word?
  2.8 browse word? : words
  precompressed br|gzip|zstd*
  status word
  disable_canonical_uris
  pass_thru
  2.8 etag_file_extensions word+
forward_auth word* : forward
2.8 fs word
handle : directives
handle_errors : directives
2.8 handle_errors word+ : directives
handle_path path : directives
header : headers
header word word* : none
2.8 intercept : words
2.9 invoke word
log : siteLog
2.8 log word : siteLog
2.8 log_append word word
2.8 log_name word+
2.8 log_skip
map word placeholder+ : rows
method word
metrics :
  disable_openmetrics
php_fastcgi word* : fastcgi
push word* : words
redir word : words
redir word code word* : words
request_body word* :
  max_size size
  2.9 read_timeout time
  2.9 write_timeout time
  2.10 set word
request_header word word? word?
respond word word? :
  body word
  close
reverse_proxy word* : proxy
rewrite word
root word
route : directives
skip_log : none
templates word* :
  - word* : words
  mime word+ : words
  between word word
  root word+ : words
  2.8 extensions : words
tls :: tls
tls internal|mail : tls
2.8 tls force_automate : tls
tls word word : tls
tracing :
  span word
  2.10 span_attributes : words
2.8 try_files word+ : words
try_files word+ : none
uri strip_prefix|strip_suffix word
uri replace word word int?
uri path_regexp regex word
2.8 uri query word word* : words
2.8 uri query : words
vars word word
vars : varRows
`;

/** What stands in braces, by the name of the block. */
export const blocksText: Readonly<Record<string, string>> = {
  log: `
output stdout|stderr|discard
output net word :
  dial_timeout time
  soft_start
output file word : roll
plugin output word word* : words
format console|json word* : encoder
format filter word* : words
2.8 format append word* : words
plugin format word word* : words
level level
`,
  globalLog: `
include word*
exclude word*
`,
  siteLog: `
2.7 hostnames word+
2.8 no_hostname
2.8 sampling : words
`,
  tls: `
protocols tls1.2|tls1.3 tls1.2|tls1.3?
ciphers cipher*
curves x25519|p256|p384|p521+
2.9 curves word*
client_auth : clientAuth
alpn word+
load word*
ca word
ca_root word
key_type ed25519|p256|p384|rsa2048|rsa4096
eab word word
plugin dns word word* : words
resolvers word*
2.7 propagation_delay time
2.7 propagation_timeout time
2.8 dns_ttl time
dns_challenge_override_domain word
on_demand
issuer acme word? : acme
issuer zerossl word? : acme
issuer internal word* : internal
plugin issuer word word* : words
get_certificate http|tailscale word* : words
plugin get_certificate word word* : words
insecure_secrets_log word
2.8 reuse_private_keys
2.8 renewal_window_ratio word
2.10 force_automate
`,
  proxy: `
to word+
dynamic a word? word? : dynamicA
dynamic srv word? : dynamicSrv
dynamic multi : words
plugin dynamic word word* : words
lb_policy random|first|round_robin|least_conn|ip_hash|uri_hash : none
lb_policy random_choose int : none
lb_policy header word : none
lb_policy cookie word? word? : none
2.7 lb_policy client_ip_hash
2.7 lb_policy query word : words
2.7 lb_policy weighted_round_robin int+
2.7 lb_policy header word : words
2.7 lb_policy cookie word? word? : words
lb_retries int
lb_retry_match : matchers
lb_retry_match word word*
lb_try_duration time
lb_try_interval time
health_uri word
health_path word
health_port int
2.8 health_upstream word
health_headers : words
2.8 health_method word
2.8 health_request_body word
2.8 health_follow_redirects
health_interval time
health_timeout time
health_status statusClass
2.8 health_passes int
2.8 health_fails int
health_body regex
max_fails int
fail_duration time
unhealthy_request_count int
unhealthy_status statusClass+
unhealthy_latency time
flush_interval time|int
buffer_requests
buffer_responses
max_buffer_size size
2.7 request_buffers size
2.7 response_buffers size
2.7 stream_timeout time
2.7 stream_close_delay time
2.8 stream_log_skip
2.8 verbose_logs
trusted_proxies address*
header_up word word? word?
header_down word word? word?
method word
rewrite word
transport http word* : transport
transport fastcgi word* : transportFastcgi
plugin transport word word* : words
handle_response : response
handle_response name : response
replace_status name word
replace_status word : none
`,
  forward: `
uri word
copy_headers word+
copy_headers word* :: words
`,
  fastcgi: `
root word
split word+
env word word
index word
try_files word+
resolve_root_symlink word*
dial_timeout time
read_timeout time
write_timeout time
capture_stderr word*
`,
  transport: `
read_buffer size
write_buffer size
read_timeout time
write_timeout time
max_response_header size
dial_timeout time
dial_fallback_delay time
response_header_timeout time
expect_continue_timeout time
resolvers word+
tls
tls_client_auth word word?
tls_insecure_skip_verify
tls_timeout time
tls_trusted_ca_certs word+
tls_server_name word
tls_renegotiation never|once|freely
tls_except_ports word+
keepalive off|time
keepalive_interval time
keepalive_idle_conns int
keepalive_idle_conns_per_host int
versions word+
compression word?
max_conns_per_host int
2.7 local_address word
2.7 proxy_protocol v1|v2
2.8 tls_curves word+
2.8 tls_trust_pool word word* : words
2.8 forward_proxy_url word
2.10 network_proxy word word* : words
`,
  users: `
- hash word?
`,
  rows: `
- word* : words
`,
  varRows: `
- word
`,
  headers: `
- word* : words
`,
  chains: `
root_common_name word+
any_common_name word+
`,
  roll: `
- word* : words
roll_disabled : words
roll_size size : words
roll_uncompressed : words
roll_local_time : words
roll_keep int : words
roll_keep_for time
2.8 mode word
`,
  encoder: `
message_key word
level_key word
time_key word
name_key word
caller_key word
stacktrace_key word
line_ending word
time_format word
duration_format word
level_format word
time_local
`,
  clientAuth: `
mode request|require|verify_if_given|require_and_verify
trusted_ca_cert word
trusted_ca_cert_file word
trusted_leaf_cert word
trusted_leaf_cert_file word
2.8 trust_pool word word* : words
2.8 verifier word word* : words
`,
  acme: `
dir word
test_dir word
email word
timeout time
disable_http_challenge
disable_tlsalpn_challenge
alt_http_port int
alt_tlsalpn_port int
eab word word
trusted_roots word*
plugin dns word word* : words
propagation_delay time
propagation_timeout time
resolvers word+
2.8 dns_ttl time
dns_challenge_override_domain word
preferred_chains smallest
preferred_chains :: chains
2.10 profile word
`,
  internal: `
ca word
lifetime time
sign_with_root
`,
  dynamicA: `
name word
port word
refresh time
resolvers word+
dial_timeout time
dial_fallback_delay time
2.7 versions word+
`,
  dynamicSrv: `
service word
proto word
name word
refresh time
resolvers word+
dial_timeout time
dial_fallback_delay time
2.8 grace_period time
`,
  none: '',
  transportFastcgi: `
root word
split word+
env word word
resolve_root_symlink
dial_timeout time
read_timeout time
write_timeout time
capture_stderr
`,
  responses: `
status statusClass+
header word word
header !word
`,
};

/** Matchers in the definition of a named one. */
export const matchersText = `
path word+ : none
path_regexp regex : none
path_regexp word regex : none
host word+ : none
method word+ : none
header !word
header plainWord word
2.8 header plainWord
header_regexp word regex
header_regexp word word regex
protocol word : none
query pair* : none
remote_ip address* : none
remote_ip forwarded address* : none
2.7 client_ip address*
2.8 tls word*
expression word+
file word* :
  root word
  try_files word+
  try_policy first_exist|smallest_size|largest_size|most_recently_modified
  2.8 try_policy first_exist_fallback
  split_path word+
not word word*
not : matchers
vars word word+
vars_regexp word regex
vars_regexp word word regex
`;
