// The lines of `scan`: flat records of connections, of groups of connections and of files without any. docs/scan.md
// describes each field, docs/schema/scan.schema.json is the schema.

/** Version of the fields. It rises when a field changes its meaning or goes; fields may be added without it. */
export const lineVersion = 1;

/** Why a file has no connection. */
export const fileProblems = [
  'unreadable',
  'foreign',
  'no-websocket',
  'timed-out',
  'out-of-memory',
  'failed',
] as const;
export type FileProblem = (typeof fileProblems)[number];

/** The fields of a line that say which file it is about. */
export interface FileFields {
  readonly file: string;
  readonly file_bytes: number | null;
  readonly file_modified_at: string | null;
  readonly file_sha256: string | null;
  readonly format: string | null;
}

/** One line. Every line has every field, so that each is a column of a table. */
export interface ScanLine extends FileFields {
  readonly schema: typeof lineVersion;
  readonly kind: 'connection' | 'group' | 'file';
  /** Connections that the line stands for: 1, those of a group, 0 for a file without any. */
  readonly count: number;
  /** Number of the connection in its file. */
  readonly connection: number | null;
  readonly client: string | null;
  readonly server: string | null;
  readonly path: string | null;
  readonly host: string | null;
  readonly subprotocol: string | null;
  readonly transport: string | null;
  readonly status: number | null;
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly frames_client: number | null;
  readonly frames_server: number | null;
  readonly bytes_client: number | null;
  readonly bytes_server: number | null;
  readonly verdict: string | null;
  readonly headline: string | null;
  readonly cause: string | null;
  readonly confidence: number | null;
  readonly cause_sender: string | null;
  readonly cause_frame: number | null;
  readonly cause_offset: number | null;
  readonly top_causes: readonly string[];
  readonly close_sender: string | null;
  readonly close_code: number | null;
  readonly close_reason: string | null;
  readonly software_client: string | null;
  readonly software_server: string | null;
  readonly link: string | null;
  readonly problem: FileProblem | null;
  readonly note: string | null;
}

/** Longest text of a field, in characters: a hostile head must not make lines of megabytes. */
const maxText = 2000;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text of unknown origin that every reader of JSON takes, or `null`. */
export function textOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const short = text.length > maxText ? `${text.slice(0, maxText)}…` : text;
  return short.replace(loneSurrogate, '\ufffd');
}

/** A line that says nothing. */
export const emptyLine = {
  schema: lineVersion,
  connection: null,
  client: null,
  server: null,
  path: null,
  host: null,
  subprotocol: null,
  transport: null,
  status: null,
  started_at: null,
  duration_ms: null,
  frames_client: null,
  frames_server: null,
  bytes_client: null,
  bytes_server: null,
  verdict: null,
  headline: null,
  cause: null,
  confidence: null,
  cause_sender: null,
  cause_frame: null,
  cause_offset: null,
  top_causes: [],
  close_sender: null,
  close_code: null,
  close_reason: null,
  software_client: null,
  software_server: null,
  link: null,
  problem: null,
  note: null,
} as const;

/** The line of a file that has no connection. */
export function fileLine(file: FileFields, problem: FileProblem, note: string): ScanLine {
  return { ...emptyLine, ...file, kind: 'file', count: 0, problem, note: textOf(note) };
}

/** Whether the answer to the upgrade request did not open the WebSocket: 101 does, over HTTP/2 2xx. */
export function isRefused({ status, cause, transport }: ScanLine): boolean {
  if (cause === 'upgrade-refused') return true;
  return status !== null && status !== 101 && !(transport === 'http2' && status >= 200 && status < 300);
}
