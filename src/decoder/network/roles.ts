// Who is the client when nobody saw the connection being opened: what the ports of both ends tell.

import type { Opening } from '../model/capture-sink.ts';
import type { Flow } from './flow-table.ts';

/** Systems give clients ports from here on. */
const ephemeral = 32768;
/** Ports below need a privilege: servers have them. */
const privileged = 1024;
const usualPorts = new Set([
  80, 443, 3000, 3001, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888, 9000, 9001,
]);

/** The client of two ends, and what that rests on. */
export interface ClientEnd {
  readonly isA: boolean;
  /** `likely`: a port of a client against one below those of clients. `guess`: the ports tell little. */
  readonly roles: Exclude<Opening['roles'], 'known'>;
}

/** Which of two ports is the client's; `firstIsA`: who wrote first, where the ports do not tell. */
export function clientByPorts(portA: number, portB: number, firstIsA: boolean): ClientEnd {
  if (portA === portB) return { isA: firstIsA, roles: 'guess' };
  if (portA < ephemeral !== portB < ephemeral) return { isA: portA > portB, roles: 'likely' };
  if (portA < privileged !== portB < privileged) return { isA: portA > portB, roles: 'likely' };
  const isUsual = (port: number) => usualPorts.has(port);
  if (isUsual(portA) !== isUsual(portB)) return { isA: isUsual(portB), roles: 'likely' };
  return { isA: portA >= ephemeral ? firstIsA : portA > portB, roles: 'guess' };
}

/** Guesses without a SYN: servers listen on known and low ports; between ports of clients the client sends first. */
export function guessClient({ portA, portB }: Flow, firstIsA: boolean): ClientEnd {
  return clientByPorts(portA, portB, firstIsA);
}

/** The port at the end of an address as programs write it: `10.0.0.1:8080`, `10.0.0.1.8080`; NaN without one. */
export function portOf(end: string): number {
  return Number(/[:.](\d{1,5})$/.exec(end)?.[1] ?? Number.NaN);
}

/** The same for the addresses of two ends; `null` where a port is not given. The one that writes first is `first`. */
export function clientOfEnds(first: string, second: string): ClientEnd | null {
  const [a, b] = [portOf(first), portOf(second)];
  return Number.isNaN(a) || Number.isNaN(b) ? null : clientByPorts(a, b, true);
}
