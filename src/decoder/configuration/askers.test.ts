import { describe, expect, test } from 'vitest';
import { checkUrl } from './check.ts';
import type { ConfigurationKind } from './report.ts';

const pass =
  'proxy_pass http://127.0.0.1:9000; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';
const server = (lines: string): string =>
  `server { listen 80; server_name x.example; location / { ${lines} ${pass} } }`;
const outcomes = (kind: ConfigurationKind, text: string): string[] =>
  (checkUrl(text, 'ws://x.example/ws', undefined, kind)?.outcomes ?? []).map(
    ({ verdict, when }) => `${verdict}: ${when}`,
  );

describe('a verdict that depends on the client names the clients', () => {
  test('allowed networks', () => {
    expect(outcomes('nginx', server('allow 10.0.0.0/8; deny all;'))).toEqual([
      'passes: the client comes from 10.0.0.0/8',
      'fails: the client comes from any other address',
    ]);
  });

  test('a denied network', () => {
    expect(outcomes('nginx', server('deny 10.0.0.0/8; allow all;'))).toEqual([
      'passes: the client comes from any other address',
      'fails: the client comes from 10.0.0.0/8',
    ]);
  });

  test('an origin', () => {
    const text = server('if ($http_origin !~ "^https?://pages\\.example$") { return 403; }');
    expect(outcomes('nginx', text)[0]).toBe('passes: the client sends Origin: http://pages.example');
  });

  test('an address and an origin', () => {
    const text = server('allow 10.0.0.0/8; deny all; if ($http_origin = "") { return 403; }');
    const [passes] = outcomes('nginx', text);
    expect(passes).toContain('comes from 10.0.0.0/8 and sends Origin: http://x.example');
  });

  test('a subprotocol', () => {
    const text =
      'defaults\n mode http\nfrontend f\n bind :80\n http-request deny if { req.hdr(Sec-WebSocket-Protocol) -m found }\n default_backend b\nbackend b\n server s 127.0.0.1:9000\n';
    expect(outcomes('haproxy', text)[0]).toBe('passes: the client offers no subprotocol');
  });

  test('a browser', () => {
    const text =
      'http://x.example {\n @bot header User-Agent *Mozilla*\n abort @bot\n reverse_proxy :9000\n}\n';
    expect(outcomes('caddy', text)).toEqual([
      'passes: the client is a program without a User-Agent',
      'fails: the client is a browser',
    ]);
  });
});

test('a known client gets one verdict', () => {
  const text = server('allow 10.0.0.0/8; deny all;');
  const from = (address: string) =>
    checkUrl(text, 'ws://x.example/ws', undefined, 'nginx', { address })?.verdict;
  expect(from('10.1.1.1')).toBe('passes');
  expect(from('192.0.2.1')).toBe('fails');
});

test('an expression on the address is not taken to fail for all', () => {
  const text = server('if ($remote_addr !~ "^10\\.") { return 403; }');
  expect(checkUrl(text, 'ws://x.example/ws', undefined, 'nginx')?.verdict).toBe('cannot judge');
});

test('what another file decides is named with both outcomes', () => {
  const text = server('limit_req zone=perip;');
  expect(outcomes('nginx', text)).toEqual([
    'passes: another file makes the zone perip',
    'fails: no other file makes the zone perip, so that nginx does not start',
  ]);
});

test('what no client and no other file explains stays open', () => {
  const text = server('if ($cookie_pass != 1) { return 403; }');
  expect(outcomes('nginx', text)).toEqual([]);
});
