import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../decoder/configuration/check.ts';
import { headlineOfConfiguration } from '../../decoder/configuration/headline.ts';
import { checkHandshake } from '../../decoder/handshake-check/check.ts';
import { headlineOfExchange, headlineOfRest } from '../../decoder/handshake-check/headline.ts';
import { maxTextBytes } from '../../decoder/model/check-limits.ts';
import { marksByLine } from './configuration-marks.ts';
import { faultOfText } from './given-text.ts';

const upgrade = `proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";
proxy_read_timeout 1h;`;
const location = (path: string, lines: string): string =>
  `location ${path} {\nproxy_pass http://127.0.0.1:3000;\n${lines}\n}\n`;
const server = (...locations: string[]): string => `server {\nlisten 80;\n${locations.join('')}}\n`;

describe('headline of a configuration', () => {
  const title = (text: string) => headlineOfConfiguration(checkConfiguration(text, 'nginx.conf', 'nginx'));

  it.each([
    ['sound', server(location('/a', upgrade)), 'A WebSocket passes on the only route.'],
    [
      'sound',
      server(location('/a', upgrade), location('/b', upgrade)),
      'A WebSocket passes on all 2 routes.',
    ],
    ['broken', server(location('/a', '')), 'A WebSocket fails on the only WebSocket route.'],
    [
      'sound',
      server(location('/a', ''), location('/b', upgrade)),
      'A WebSocket passes at /b. Not for WebSockets: 1 route without an upgrade.',
    ],
    [
      'broken',
      server(location('/a', upgrade.replace('proxy_http_version 1.1;', '')), location('/b', upgrade)),
      'A WebSocket passes at /b and fails at /a.',
    ],
    [
      'broken',
      server(location('/a', ''), location('/b', '')),
      'A WebSocket fails on 2 of 2 WebSocket routes.',
    ],
    [
      'warning',
      server(location('/a', upgrade.replace('proxy_read_timeout 1h;', ''))),
      'A WebSocket passes on the only route. See the warnings.',
    ],
    ['unknown', 'events {\n}\n', 'No route for a WebSocket was found in this text.'],
  ] as const)('%s: %#', (level, text, words) => {
    expect(title(text)).toMatchObject({ level, title: words });
  });

  it('is never sound when a part is missing from the text', () => {
    const text = `include /etc/nginx/conf.d/*.conf;\n${server(location('/a', upgrade))}`;
    const report = checkConfiguration(text);
    expect(report.unresolved).not.toMatchObject([]);
    expect(headlineOfConfiguration(report).level).not.toBe('sound');
  });

  it('marks the line of each finding, the worst first', () => {
    const report = checkConfiguration(server(location('/a', '')));
    const marks = marksByLine(report);
    expect([...marks.keys()]).toMatchObject([4]);
    const severities = (marks.get(4) ?? []).map(({ severity }) => severity);
    expect(severities[0]).toBe('error');
    expect(severities.at(-1)).toBe('warning');
  });
});

describe('headline of a handshake', () => {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const request = `GET /ws HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\n${key}\nSec-WebSocket-Version: 13\n`;
  const answer = (accept: string): string =>
    `HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: ${accept}\n`;
  const level = (text: string): string => {
    const last = checkHandshake(text).exchanges.at(-1);
    return last ? headlineOfExchange(last).level : 'none';
  };

  it.each([
    ['sound', `${request}\n${answer('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')}`],
    ['broken', `${request}\n${answer('AAAAAAAAAAAAAAAAAAAAAAAAAAA=')}`],
    ['broken', `${request}\nHTTP/1.1 403 Forbidden\nContent-Length: 0\n`],
    ['broken', request.replace(`${key}\n`, '')],
    // A part that is not in the text is not called sound.
    ['unknown', answer('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')],
    ['unknown', request],
  ])('%s: %#', (wanted, text) => {
    expect(level(text)).toBe(wanted);
  });

  it('says that browsers close a handshake without the subprotocol that they asked for', () => {
    const offered = request.replace('Host: a\n', 'Host: a\nSec-WebSocket-Protocol: chat\n');
    const accepted = answer('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    const headline = (response: string) =>
      headlineOfExchange(checkHandshake(`${offered}\n${response}`).exchanges[0]);
    expect(headline(accepted)).toMatchObject({ level: 'warning', title: expect.stringMatching(/browsers/) });
    expect(headline(`${accepted}Sec-WebSocket-Protocol: chat\n`).level).toBe('sound');
    expect(headline(`${accepted}Sec-WebSocket-Protocol: other\n`).level).toBe('broken');
  });

  it("an error of curl alone has curl's own meaning", () => {
    const checked = checkHandshake(
      'curl: (7) Failed to connect to localhost port 3000: Connection refused\n',
    );
    expect(headlineOfRest(checked)).toMatchObject({
      level: 'broken',
      title: expect.stringContaining('refused'),
    });
  });
});

describe('texts that are not checked', () => {
  it('says what was expected and what was found', () => {
    expect(faultOfText(' \n', null, 'a text')).toMatch(/^Expected a text, found nothing/);
    expect(faultOfText('a\0b', 'x.bin', 'a text')).toMatch(/zero byte at character 2 of x\.bin/);
    expect(faultOfText('a'.repeat(maxTextBytes + 1), 'x.conf', 'a text')).toMatch(
      /at most 2\.0 MiB.*x\.conf/,
    );
    expect(faultOfText('a'.repeat(maxTextBytes), 'x.conf', 'a text')).toBeNull();
    expect(faultOfText('é'.repeat(maxTextBytes / 2 + 1), null, 'a text')).toMatch(/at most/);
  });
});
