// The recorded captures that are offered for an error text: one with the status that the text names, or none.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import byCause from '../../public/samples/by-cause.json' with { type: 'json' };
import byStatus from '../../public/samples/by-status.json' with { type: 'json' };
import { errorsIn } from '../decoder/recognise/errors.ts';
import { recognise } from '../decoder/recognise/recognise.ts';
import { sampleAt } from './samples.ts';

const page = 'https://framescope.example/';
const offered = (text: string) => {
  const [error] = errorsIn(text, recognise(text));
  return sampleAt(page)(error);
};

const frequent = ['200', '301', '302', '400', '401', '403', '404', '426', '429', '500', '502', '503', '504'];

it('there is one for each frequent status', () => expect(Object.keys(byStatus)).toEqual(frequent));

it.each(Object.entries(byStatus))('that of %s is a response with this status', (status, { file }) => {
  const bytes = readFileSync(`public/samples/${file}`, 'latin1');
  const statuses = [...bytes.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, found]) => found);
  expect(statuses).toContain(status);
});

it.each(frequent)('a text that names %s is offered that one', (status) => {
  expect(offered(`Error: Unexpected server response: ${status}`)).toContain(
    `${page}#sample=status-${status}`,
  );
  expect(offered(`Error during WebSocket handshake: Unexpected response code: ${status}`)).toContain(
    `A recorded response with ${status}: `,
  );
});

it.each(['402', '409', '521'])('a text that names %s is offered none', (status) =>
  expect(offered(`Error: Unexpected server response: ${status}`)).toBeNull(),
);

it('a text about frames is offered one of its cause', () => {
  const sample = offered('A server must not mask any frames that it sends to the client.');
  expect(sample).toMatch(/^Of the same kind: .*#sample=server-masked-frame$/);
  expect(Object.keys(byCause)).toContain('server-masked-frame');
});

it('an error that does not show itself in the bytes is offered none', () =>
  expect(offered(`SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`)).toBeNull());
