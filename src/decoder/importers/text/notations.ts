// Which formats say nothing of where their bytes come from.

/** Notations for any bytes. The others are those of tools that show the traffic of a connection. */
export const generalNotations = new Set([
  'base64',
  'bits',
  'c-array',
  'cat-v',
  'debugger-memory',
  'decimal-list',
  'encoded-characters',
  'erlang-binary',
  'escaped',
  'go-bytes',
  'hex',
  'hex-view',
  'hexdump',
  'java-bytes',
  'node-buffer',
  'nsdata',
  'number-literals',
  'od',
  'php-dump',
  'python-bytes',
  'sql',
  'text2pcap',
  'tshark-x',
  'xxd',
]);
