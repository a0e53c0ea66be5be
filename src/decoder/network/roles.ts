// Who is the client when the capture has no SYN.

import type { Flow } from './flow-table.ts';

const ephemeral = 32768;

/**
 * Guesses without a SYN: servers listen on known and low ports; between ephemeral ports the client sends
 * first.
 */
export function guessClientIsA(flow: Flow, firstIsA: boolean): boolean {
  const { portA, portB } = flow;
  if (portA === portB) return firstIsA;
  if (portA < ephemeral !== portB < ephemeral) return portA > portB;
  if (portA < 1024 !== portB < 1024) return portA > portB;
  const known = (port: number) => knownPorts.includes(port);
  if (known(portA) !== known(portB)) return known(portB);
  if (portA >= ephemeral) return firstIsA;
  return portA > portB;
}

const knownPorts = [80, 443, 3000, 3001, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888, 9000, 9001];
