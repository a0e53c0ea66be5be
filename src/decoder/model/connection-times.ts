import type { Connection } from './connection.ts';

/** When the first byte of a connection came, in seconds, or NaN. */
export function firstTime({ directions }: Connection): number {
  const { client, server } = directions;
  if (Number.isNaN(client.firstTime)) return server.firstTime;
  if (Number.isNaN(server.firstTime)) return client.firstTime;
  return Math.min(client.firstTime, server.firstTime);
}

/** When the last byte or end of a connection came, in seconds, or NaN. */
export function lastTime({ directions }: Connection): number {
  const times = [directions.client, directions.server]
    .flatMap(({ lastTime: last, endTime }) => [last, endTime])
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? Number.NaN : Math.max(...times);
}
