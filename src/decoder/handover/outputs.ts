// What a connection can be handed over as, in words: page, terminal and documents are made from this table. The code
// of each output is in `formats`, and is loaded when it is asked for.

/** What an output is made from. */
export type OutputGroup = 'report' | 'messages' | 'capture' | 'bytes' | 'reproduction';

/** An output as the user sees it. */
export interface OutputWords {
  readonly label: string;
  readonly group: OutputGroup;
  /** What it is, in one sentence. */
  readonly text: string;
  /** End of the file name, without the dot. */
  readonly extension: string;
  readonly mediaType: string;
}

export const outputs = {
  markdown: {
    label: 'Markdown',
    group: 'report',
    text: 'A report for a ticket or a chat: verdict, evidence with its bytes, the header drawn, the fix, a link.',
    extension: 'md',
    mediaType: 'text/markdown',
  },
  html: {
    label: 'HTML page',
    group: 'report',
    text: 'The same report as one HTML file without scripts, to send or to print.',
    extension: 'html',
    mediaType: 'text/html',
  },
  issue: {
    label: 'Issue text',
    group: 'report',
    text: 'The text of an issue in the form that a project asks for.',
    extension: 'md',
    mediaType: 'text/markdown',
  },
  jsonl: {
    label: 'JSON lines',
    group: 'messages',
    text: 'One JSON object a line for each message, ping, pong and Close.',
    extension: 'jsonl',
    mediaType: 'application/x-ndjson',
  },
  csv: {
    label: 'CSV',
    group: 'messages',
    text: 'The same as a table. A cell that a spreadsheet would run as a formula begins with an apostrophe.',
    extension: 'csv',
    mediaType: 'text/csv',
  },
  har: {
    label: 'HAR',
    group: 'messages',
    text: 'An HTTP Archive with the handshake and the data messages, as Chrome writes it.',
    extension: 'har',
    mediaType: 'application/json',
  },
  pcapng: {
    label: 'pcapng',
    group: 'capture',
    text: 'The connection as packets for Wireshark, tshark and Framescope.',
    extension: 'pcapng',
    mediaType: 'application/octet-stream',
  },
  hex: {
    label: 'hex',
    group: 'bytes',
    text: 'Bytes as pairs of hex digits, 16 a line.',
    extension: 'txt',
    mediaType: 'text/plain',
  },
  base64: {
    label: 'base64',
    group: 'bytes',
    text: 'Bytes as base64 on one line.',
    extension: 'txt',
    mediaType: 'text/plain',
  },
  c: {
    label: 'C',
    group: 'bytes',
    text: 'Bytes as an array of C.',
    extension: 'h',
    mediaType: 'text/plain',
  },
  go: {
    label: 'Go',
    group: 'bytes',
    text: 'Bytes as a slice of Go.',
    extension: 'go.txt',
    mediaType: 'text/plain',
  },
  rust: {
    label: 'Rust',
    group: 'bytes',
    text: 'Bytes as an array of Rust.',
    extension: 'rs.txt',
    mediaType: 'text/plain',
  },
  'python-bytes': {
    label: 'Python',
    group: 'bytes',
    text: 'Bytes as a bytes literal of Python.',
    extension: 'py.txt',
    mediaType: 'text/plain',
  },
  escaped: {
    label: 'escaped string',
    group: 'bytes',
    text: 'Bytes as one string with \\x escapes, for a shell (printf) and for most languages.',
    extension: 'txt',
    mediaType: 'text/plain',
  },
  node: {
    label: 'Node',
    group: 'reproduction',
    text: 'A program for Node, without packages, that sends exactly these bytes and prints what the other side says.',
    extension: 'cjs',
    mediaType: 'text/plain',
  },
  python: {
    label: 'Python',
    group: 'reproduction',
    text: 'The same for Python 3, with the standard library alone.',
    extension: 'py',
    mediaType: 'text/plain',
  },
} as const satisfies Record<string, OutputWords>;

export type OutputId = keyof typeof outputs;

export const outputIds = Object.keys(outputs) as readonly OutputId[];

/** The outputs of a group, in the order of the table. */
export function outputsOf(group: OutputGroup): OutputId[] {
  return outputIds.filter((id) => outputs[id].group === group);
}

/** The projects whose form of an issue is known. */
export const projects = {
  ws: 'ws',
  websockets: 'websockets (Python)',
  'socket.io': 'Socket.IO',
  netty: 'Netty',
  novnc: 'noVNC',
} as const;

export type ProjectId = keyof typeof projects;

export const projectIds = Object.keys(projects) as readonly ProjectId[];
