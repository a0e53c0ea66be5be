import { describe, expect, test } from 'vitest';
import type { ConnectionView } from '../../worker/protocol.ts';
import { arrangedConnections, type ConnectionOrder } from './connection-order.ts';

const connection = (id: number, given: Partial<ConnectionView>): ConnectionView =>
  ({
    id,
    client: `10.0.0.${id}:50000`,
    server: '10.0.1.1:8080',
    url: null,
    file: null,
    handshake: null,
    frames: 0,
    bytesBySender: { client: 0, server: 0 },
    firstTime: null,
    lastTime: null,
    level: 'sound',
    headline: 'Nothing is wrong with this connection',
    diagnosis: [],
    ...given,
  }) as unknown as ConnectionView;

const all = [
  connection(2, { level: 'sound', frames: 4, firstTime: 7, lastTime: 9 }),
  connection(10, { level: 'broken', frames: 1, firstTime: 8, lastTime: 8, headline: 'The server masks' }),
  connection(3, { level: 'unknown', frames: 9, firstTime: null, url: 'wss://a.example/chat' }),
  connection(4, { level: 'broken', frames: 4, firstTime: 2, lastTime: 6 }),
];
const ids = (order: ConnectionOrder, search = '') =>
  arrangedConnections(all, order, search).map(({ id }) => id);

describe('the order of connections', () => {
  test.each([
    ['worst', [10, 4, 3, 2]],
    ['time', [4, 2, 10, 3]],
    ['duration', [4, 2, 10, 3]],
    ['frames', [3, 2, 4, 10]],
    ['client', [2, 3, 4, 10]],
  ] as const)('%s', (order, expected) => expect(ids(order)).toEqual(expected));

  test('the connections of the input stay as they are', () => {
    ids('frames');
    expect(all.map(({ id }) => id)).toEqual([2, 10, 3, 4]);
  });
});

describe('finding connections', () => {
  test.each([
    ['MASKS', [10]],
    ['a.example/chat', [3]],
    ['10.0.0.4', [4]],
    ['8080 masks', [10]],
    ['nothing-of-this', []],
  ])('%s', (search, expected) => expect(ids('worst', search)).toEqual(expected));
});
