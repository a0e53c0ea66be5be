import { expect, test } from 'vitest';
import { cpuTime } from '../../../testing/cpu-time.ts';
import { checkConfiguration, checkUrl } from '../check.ts';

const backend = 'vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "3000"; }\n';
const piped = 'sub vcl_recv { if (req.http.Upgrade ~ "(?i)websocket") { return (pipe); } }\n';
const copied =
  'sub vcl_pipe { if (req.http.upgrade) { set bereq.http.upgrade = req.http.upgrade; set bereq.http.connection = req.http.connection; } }\n';

const url = 'ws://app.example.com/ws';

const verdict = (text: string, asked = url) => checkUrl(text, asked)?.verdict;

test('a request that is piped with Upgrade and Connection passes; each of the three is needed', () => {
  expect(verdict(backend + piped + copied)).toBe('passes');
  expect(verdict(`${backend}sub vcl_recv { return (pass); }\n${copied}`)).toBe('fails');
  expect(verdict(backend + piped)).toBe('fails');
  expect(verdict(backend + piped + copied.replace(/set bereq\.http\.connection[^;]*;/, ''))).toBe('fails');
});

test('the text is recognised by its subroutines or its version, and no other program takes it', () => {
  expect(checkConfiguration(backend + piped).kind).toBe('varnish');
  expect(checkConfiguration(backend).kind).toBe('varnish');
});

test('a comparison that only one writing of a header meets is named as such, and mended', () => {
  const other = backend + piped.replace('~ "(?i)websocket"', '== "WebSocket"') + copied;
  const report = checkConfiguration(other);
  expect(report.routes[0].findings.map(({ id }) => id)).toContain('condition-case');
  expect(report.corrected).toContain('req.http.Upgrade ~ "(?i)websocket"');
  const list =
    backend +
    piped.replace(/req\.http\.Upgrade[^)]*\)websocket"/, 'req.http.Connection == "Upgrade"') +
    copied;
  expect(checkConfiguration(list).routes[0].findings.map(({ id }) => id)).toContain('condition-list');
  expect(verdict(list)).toBe('fails');
});

test('the correction pipes before the return that ends the request, and the corrected text passes', () => {
  const text = `${backend}sub vcl_recv {\n    if (req.url ~ "^/ws") {\n        return (pass);\n    }\n    return (hash);\n}\n`;
  const { corrected } = checkConfiguration(text);
  expect(corrected).toMatch(/return \(pipe\);\s+\}\s+return \(pass\);/);
  expect(verdict(corrected ?? '')).toBe('passes');
});

test('what a client decides is named with both outcomes', () => {
  const office = `${backend}acl office { "10.1.0.0"/16; ! "10.1.9.0"/24; }\n${piped.replace('return', 'if (client.ip !~ office) { return (synth(403)); } return')}${copied}`;
  const report = checkUrl(office, url);
  expect(report?.verdict).toBe('cannot judge');
  expect(report?.outcomes.map(({ when }) => when)).toEqual([
    'client.ip ~ office holds',
    'client.ip ~ office does not hold',
  ]);
  const from = (address: string) => checkUrl(office, url, undefined, undefined, { address })?.verdict;
  expect([from('10.1.2.3'), from('10.1.9.3'), from('10.2.0.1')]).toEqual(['passes', 'fails', 'fails']);
});

test('the path of the backend is the one that VCL makes of it', () => {
  const rewritten =
    backend + piped.replace('{ if', '{ set req.url = regsub(req.url, "^/api", ""); if') + copied;
  expect(checkUrl(rewritten, 'ws://app.example.com/api/ws')?.backendPath).toBe('/ws');
});

test.each([
  ['a backend that is never used', 'backend b { .host = "127.0.0.2"; }\n'],
  ['a subroutine that is never called', 'sub mine { }\n'],
  ['a subroutine that calls itself', 'sub mine { call mine; }\nsub vcl_deliver { call mine; }\n'],
  ['a variable of another subroutine', 'sub vcl_deliver { set bereq.url = "/"; }\n'],
  ['an action of another subroutine', 'sub vcl_deliver { return (hash); }\n'],
  ['a backend that is not declared', 'sub vcl_recv { set req.backend_hint = other; }\n'],
  ['a number that is compared with a string', 'sub vcl_synth { if (resp.status == "404") { } }\n'],
  ['a string without +', 'sub vcl_recv { set req.http.X = "a" req.url; }\n'],
  ['a module that is not imported', 'sub vcl_recv { std.log("x"); }\n'],
  ['a time without a unit', 'sub vcl_backend_response { set beresp.ttl = 60; }\n'],
])('%s: the text does not load', (_, more) => {
  const report = checkUrl(backend + more + piped + copied, url);
  expect(report?.verdict).toBe('fails');
  expect(report?.reason).toContain('Varnish does not load this text');
});

test('without the file that is included no verdict is given', () => {
  expect(verdict(`${backend}include "more.vcl";\n`)).toBe('cannot judge');
  expect(verdict(`${backend}include "more.vcl";\n${piped}`)).toBe('cannot judge');
});

test('Varnish speaks no TLS: wss:// depends on what stands in front of it', () => {
  const report = checkUrl(backend + piped + copied, 'wss://app.example.com/ws');
  expect(report?.verdict).toBe('cannot judge');
  expect(report?.outcomes).toHaveLength(2);
});

test('conditions that change nothing for a WebSocket do not hinder a verdict', () => {
  const cookies = Array.from(
    { length: 40 },
    (_, index) =>
      `if (req.http.Cookie ~ "c${index}=") { set req.http.X-${index} = "1"; } else { unset req.http.Y; }`,
  );
  const text = backend + piped.replace('{ if', `{ ${cookies.join('\n')} if`) + copied;
  expect(verdict(text)).toBe('passes');
  expect(verdict(text.replace('unset req.http.Y', 'unset req.http.Connection'))).not.toBe('passes');
});

test('a text with very many conditions is read in time', () => {
  const many = Array.from(
    { length: 3000 },
    (_, index) => `if (req.http.Cookie ~ "c${index}=") { set req.http.X = "1"; }`,
  );
  const started = cpuTime();
  checkConfiguration(`${backend}sub vcl_recv {\n${many.join('\n')}\n}\n${copied}`);
  expect(cpuTime() - started).toBeLessThan(3000);
});
