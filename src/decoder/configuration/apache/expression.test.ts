import { expect, test } from 'vitest';
import { evaluateExpression } from './expression.ts';

const values: Readonly<Record<string, string>> = {
  'HTTP:Upgrade': 'websocket',
  REQUEST_URI: '/ws/1',
  REMOTE_ADDR: '10.0.0.7',
  'ENV:ok': '1',
};
const holds = (source: string) => evaluateExpression(source, (name) => values[name] ?? null);

test.each([
  [`%{HTTP:Upgrade} == 'websocket'`, true],
  [`%{HTTP:Upgrade} =~ /^WebSocket$/i`, true],
  [`%{REQUEST_URI} !~ m#^/ws/#`, false],
  [`! ( %{REQUEST_URI} == '/a' ) && -n %{HTTP:Upgrade}`, true],
  [`-R '10.0.0.0/8' || false`, true],
  [`%{REMOTE_ADDR} -ipmatch '192.168.0.0/16'`, false],
  [`%{REMOTE_ADDR} in {'127.0.0.1', '10.0.0.7'}`, true],
  [`tolower(req('Upgrade')) -eq 'x'`, null],
  [`reqenv('ok') -eq 1`, true],
  [`%{HTTP:Cookie} == 'a' && %{REQUEST_URI} == '/a'`, false],
  [`%{HTTP:Cookie} == 'a'`, null],
  [`%{HTTP:Upgrade} ==`, null],
  [`((((`, null],
  ['', null],
])('%s', (source, result) => {
  expect(holds(source)).toBe(result);
});
