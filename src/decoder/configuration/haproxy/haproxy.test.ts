import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '../check.ts';

const defaults = 'defaults\n mode http\n timeout client 60s\n timeout server 60s\n';
const check = (text: string) => checkConfiguration(`${defaults}${text}`, 'haproxy.cfg', 'haproxy');
const ids = (text: string): string[] =>
  check(text).routes.flatMap((route) => route.findings.map(({ id }) => id));
const verdicts = (text: string): string[] =>
  check(text).routes.map(({ where, verdict }) => `${where.split(' › ').at(-1)}: ${verdict}`);

describe('which backend a WebSocket reaches', () => {
  const backends = 'backend web\n server w a:8080\nbackend ws\n server s b:8081\n';

  test('a condition that every path meets takes WebSockets from the lines after it', () => {
    const front = 'frontend f\n bind :80\n acl ws hdr(Upgrade) -i websocket\n';
    const all = ' use_backend web if { path_beg / }\n';
    const ws = ' use_backend ws if ws\n';
    expect(verdicts(`${front}${all}${ws}${backends}`).at(-1)).toBe('backend ws: fails');
    expect(verdicts(`${front}${ws}${all}${backends}`)[0]).toBe('backend ws: passes');
    expect(verdicts(`${front} use_backend web if { path_beg /api }\n${ws}${backends}`)[1]).toBe(
      'backend ws: passes',
    );
  });

  test('a count of headers that every upgrade has', () => {
    const listen = 'listen l\n bind :80\n server s a:8080\n';
    const deny = (condition: string) =>
      ` http-request deny if ! { hdr_cnt(Sec-WebSocket-Key) ${condition} }\n`;
    expect(verdicts(`${listen}${deny('eq 1')}`)).toEqual(['listen l: passes']);
    expect(verdicts(`${listen}${deny('ge 2')}`)).toEqual(['listen l: fails']);
  });
});

describe('timeouts', () => {
  test('a frontend ignores timeout tunnel', () => {
    const text = (inFront: string, inBack: string) =>
      `frontend f\n bind :80\n${inFront} default_backend b\nbackend b\n${inBack} server s a:8080\n`;
    expect(ids(text(' timeout tunnel 12h\n', ''))).toEqual(['tunnel-timeout-missing']);
    expect(ids(text('', ' timeout tunnel 12h\n'))).toEqual([]);
  });
});

describe('TCP mode', () => {
  test('a tunnel to a TLS port is right', () => {
    expect(verdicts('listen l\n mode tcp\n bind :443\n timeout tunnel 1h\n server s a:8443\n')).toEqual([
      'listen l: passes',
    ]);
  });
});

test('a line with more than 64 words is refused, as HAProxy refuses it, whatever its length', () => {
  const tests = '{ path_beg /a } or '.repeat(10_000);
  const text = `frontend f\n bind :80\n use_backend b if ${tests}{ path /x }\nbackend b\n server s a:8080\n`;
  expect(check(text).unresolved.map(({ text: words }) => words)).toEqual([
    'HAProxy will not start with this: a line has at most 64 words.',
  ]);
});

test('no correction is offered for a limit of a route that fails all the same', () => {
  const text =
    'frontend f\n bind :80\n redirect scheme https if !{ ssl_fc }\n default_backend b\nbackend b\n server s a:8080\n';
  expect(check(text)).toMatchObject({ corrected: null, diff: [] });
});
