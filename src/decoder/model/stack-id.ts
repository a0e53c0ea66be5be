// Ids of the stacks: the keys of the registry of guides. Causes and fixes name them.

/** Every program and platform that a guide is written for. */
export const stackIds = [
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'lighttpd',
  'traefik',
  'envoy',
  'iis',
  'aws-alb',
  'aws-api-gateway',
  'cloudflare',
  'node-ws',
  'socketio',
  'vite',
  'next',
  'python-websockets',
  'aiohttp',
  'go',
  'java',
  'dotnet',
  'php',
  'esp32',
  'capture',
] as const;

export type StackId = (typeof stackIds)[number];
