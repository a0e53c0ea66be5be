import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const yaml = (text: string) => ({ language: 'yaml' as const, text });
const ran = { notRun: 'Envoy is not in the test; checked against its documentation.' };
const docs = 'https://www.envoyproxy.io/docs/envoy/latest';

const manager = (lines: string): string => `- name: envoy.filters.network.http_connection_manager
  typed_config:
    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
    stat_prefix: ingress
${lines}
    route_config:
      virtual_hosts:
      - name: app
        domains: ["*"]
        routes:
        - match: { prefix: "/" }
          route: { cluster: app }
    http_filters:
    - name: envoy.filters.http.router
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
`;

/** Envoy's HTTP connection manager. */
export const envoyGuide: Guide = {
  stack: 'envoy',
  name: 'Envoy',
  versions: 'Documented for Envoy 1.30 and later (v3 API).',
  fixes: [
    {
      id: 'upgrade-configs',
      causes: ['upgrade-refused', 'proxy-stripped-upgrade'],
      conditions: { 'upgrade-refused': { statuses: [403, 404, 426], tunnel: false } },
      title: 'List websocket in upgrade_configs',
      wrong: yaml(manager('    codec_type: AUTO')),
      right: yaml(manager('    codec_type: AUTO\n    upgrade_configs:\n    - upgrade_type: websocket')),
      why: 'Envoy refuses every upgrade whose type is not listed, with 403. A route can switch it off or on for itself with upgrade_configs of its own.',
      confirm: confirmUpgrade('http://localhost:10000/'),
      ran,
      source: `${docs}/intro/arch_overview/http/upgrades`,
    },
    {
      id: 'idle-timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Raise stream_idle_timeout, or ping',
      wrong: yaml(
        manager('    stream_idle_timeout: 60s\n    upgrade_configs:\n    - upgrade_type: websocket'),
      ),
      right: yaml(
        manager('    stream_idle_timeout: 3600s\n    upgrade_configs:\n    - upgrade_type: websocket'),
      ),
      why: 'A stream on which nothing passes for stream_idle_timeout (5 min when not set) is reset; idle_timeout of a route replaces it. max_stream_duration cuts busy ones too.',
      confirm: 'Leave a connection still for 6 min, then send a message: it must be answered.',
      ran,
      source: `${docs}/faq/configuration/timeouts`,
    },
    {
      id: 'buffer-filter',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [413, 500, 503], tunnel: false } },
      title: 'Give upgrades a filter chain without the buffer filter',
      wrong: yaml(`upgrade_configs:
- upgrade_type: websocket
http_filters:
- name: envoy.filters.http.buffer
- name: envoy.filters.http.router
`),
      right: yaml(`upgrade_configs:
- upgrade_type: websocket
  filters:
  - name: envoy.filters.http.router
http_filters:
- name: envoy.filters.http.buffer
- name: envoy.filters.http.router
`),
      why: 'The buffer filter waits for the end of the request, which a WebSocket does not have. The typed_config of the filters is left out here.',
      confirm: confirmUpgrade('http://localhost:10000/'),
      ran,
      source: `${docs}/intro/arch_overview/http/upgrades`,
    },
    {
      id: 'cluster-http2',
      causes: ['http2-preface', 'http2-handshake', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 503, 504], tunnel: false } },
      title: 'HTTP/1.1 to the backend, or allow_connect',
      wrong: yaml(`typed_extension_protocol_options:
  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
    explicit_http_config:
      http2_protocol_options: {}
`),
      right: yaml(`typed_extension_protocol_options:
  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
    explicit_http_config:
      http_protocol_options: {}
`),
      why: 'Over HTTP/2 a WebSocket is an extended CONNECT (RFC 8441). It needs allow_connect: true and a backend that knows it; few do.',
      confirm: confirmUpgrade('http://localhost:10000/'),
      ran,
      source: `${docs}/intro/arch_overview/http/upgrades`,
    },
  ],
};
