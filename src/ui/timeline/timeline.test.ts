import { expect, test } from 'vitest';
import type { TimelineView } from '../../worker/protocol.ts';
import { eventsOf, summaryOf } from './events.ts';
import { between, moved, placeOf, tickLabel, ticksOf, zoomed } from './scale.ts';

const view: TimelineView = {
  date: 1_790_000_000,
  duration: 60,
  from: 0,
  to: 60,
  bins: 100,
  lanes: { client: [], server: [] },
  silences: [{ from: 5, to: 55, after: 3, before: null }],
  pings: {
    count: 2,
    paired: 2,
    answered: 1,
    median: 0.0012,
    longest: 0.0012,
    unanswered: [{ frame: 3, sender: 'server', time: 5, pong: null, seconds: null }],
  },
  marks: [
    { kind: 'rst', sender: 'client', time: 60, frame: null, code: null },
    { kind: 'close', sender: 'server', time: 4, frame: 2, code: 1011 },
  ],
};

test('zooming keeps the instant in its place and never leaves the connection', () => {
  const whole = { from: 0, to: 60 };
  const closer = zoomed(whole, 15, 0.5, 60);
  expect(closer).toEqual({ from: 7.5, to: 37.5 });
  expect(placeOf(15, closer, 1000)).toBe(placeOf(15, whole, 1000));
  expect(zoomed(closer, 15, 100, 60)).toEqual(whole);
  expect(moved(closer, 10, 60)).toEqual({ from: 30, to: 60 });
  expect(between(40, 20, 60)).toEqual({ from: 20, to: 40 });
});

test('the axis has round instants, far enough apart, with the digits that they need', () => {
  expect(ticksOf({ from: 0, to: 60 }, 600)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(ticksOf({ from: 0.0101, to: 0.0129 }, 400).length).toBeLessThanOrEqual(5);
  expect(tickLabel(0.012, 0.002)).toBe('0.012 s');
  expect(tickLabel(10, 10)).toBe('10 s');
  expect(tickLabel(150, 60)).toBe('2:30 min');
});

test('the table says in order what the chart shows', () => {
  expect(eventsOf(view).map(({ time, text }) => [time, text])).toEqual([
    [4, 'The server sends Close 1011.'],
    [5, 'Nobody sends a frame for 50.0 s, up to the end.'],
    [5, 'No Pong answers the Ping of the server.'],
    [60, 'The client resets the connection (RST).'],
  ]);
});

test('the summary names the date, the longest silence and the round trips', () => {
  expect(summaryOf(view)).toEqual([
    'began 2026-09-21T14:13:20.000Z',
    'lasts 60.0 s',
    'longest silence 50.0 s',
    '2 Pings: 1 without a Pong, round trip 1.2 ms (median), 1.2 ms at most',
  ]);
});
