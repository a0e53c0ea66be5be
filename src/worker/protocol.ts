// The messages between page and worker. Types only: the compiler requires a handler for each operation.

import type { Legs } from '../decoder/diagnosis/legs/legs.ts';
import type { HandoverRequest, ShareRequest } from '../decoder/handover/request.ts';
import type { ConnectionReport } from '../decoder/implementations/connection-reports.ts';
import type { Assumptions, DeflateParameters } from '../decoder/model/assumptions.ts';
import type { Fidelity, Note, Sender, Transport } from '../decoder/model/basics.ts';
import type { CaptureSecret, EndKind } from '../decoder/model/capture-sink.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { FileOffset, FrameOffset } from '../decoder/model/coordinates.ts';
import type { Considered, Diagnosis, Finding, VerdictLevel } from '../decoder/model/finding.ts';
import type { HandshakeAudit, HandshakeCheck } from '../decoder/model/handshake.ts';
import type { Grade, TextMark } from '../decoder/model/importer.ts';
import type { FrameRecord, MessageRecord } from '../decoder/model/records.ts';
import type { TlsSummary } from '../decoder/model/tls.ts';
import type { LinkView } from '../decoder/permalink/schema.ts';
import type { ErrorText } from '../decoder/recognise/errors.ts';
import type { Recognition, TextKind } from '../decoder/recognise/recognition.ts';
import type { RemovedSecret } from '../decoder/redaction/secrets.ts';
import type { Field } from '../decoder/websocket/fields.ts';
import type { ByteRun } from '../decoder/websocket/message-reader.ts';
import type { CheckOperations } from './check-protocol.ts';
import type { CompareRequest, Comparison } from './comparison-protocol.ts';
import type {
  FilteredRange,
  FrameRowView,
  LadderView,
  MessageRows,
  StatisticsView,
} from './list-protocol.ts';
import type {
  BuiltFrame,
  ContentsRequest,
  FrameFields,
  PayloadContents,
  PayloadPage,
  PayloadRequest,
  SchemaFile,
  SchemaRead,
  StreamPiece,
} from './payload-protocol.ts';
import type { TimelineRequest, TimelineView } from './timeline-protocol.ts';

export type { CheckedLegs, CheckOperations } from './check-protocol.ts';
export type { Comparison, FrameComparison, FrameDifference, HeadDifference } from './comparison-protocol.ts';
export type {
  FrameRowView,
  LadderRow,
  LadderView,
  MessageRowView,
  SenderStatistics,
  Spread,
  StatisticsView,
} from './list-protocol.ts';
export type { BuiltFrame, FrameFields } from './payload-protocol.ts';
export type { TimelineBin, TimelineMark, TimelineRequest, TimelineView } from './timeline-protocol.ts';

/** A file with the name that is shown. */
export interface NamedFile {
  readonly file: Blob;
  readonly name: string;
}

/** A file, and further captures of the same incident: those of the other side of a proxy. */
export interface FileContent extends NamedFile {
  readonly kind: 'file';
  /** Their connections are listed after those of the file. */
  readonly further?: readonly NamedFile[];
}

/** What is opened: files (read as streams, never whole), pasted text, or bytes in memory. */
export type InputContent =
  | FileContent
  | { readonly kind: 'text'; readonly text: string; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string };

/** An input and how it is read. */
export type OpenInput = InputContent & {
  /** Id of the format to use instead of the recognised one. */
  readonly format: string | null;
  readonly assumptions: Assumptions;
  /**
   * The connection and frame of the answer; without it the worst connection, at the frame where it breaks.
   */
  readonly target?: ViewTarget | null;
  /** Secrets that decrypt the input and are not part of it. */
  readonly secrets?: readonly CaptureSecret[];
};

/**
 * A connection and the frame to show of it; `null`: the frame where it breaks, else one with a finding, else
 * the first.
 */
export interface ViewTarget {
  readonly connection: number;
  readonly frame: number | null;
}

/** Sent while a file is read, at most some twenty times a second. */
export interface OpenProgress {
  readonly bytesRead: number;
  /** `null` when the length is not known (a compressed file). */
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  readonly frames: number;
  /** The capture so far. Sent with the first frames and then at intervals. */
  readonly capture: CaptureView | null;
}

export type { HandoverRequest, HandshakeAudit as HandshakeView, HandshakeCheck, RemovedSecret, ShareRequest };

/** What one program says of this connection's first fault, computed from measured facts. */
export type ReportView = ConnectionReport;

export type * from './payload-protocol.ts';
export type { ByteRun, FrameRecord, MessageRecord, VerdictLevel };

export interface ConnectionView {
  readonly id: number;
  /** Name of its file, where several were opened; else `null`. */
  readonly file: string | null;
  readonly client: string | null;
  readonly server: string | null;
  readonly url: string | null;
  readonly transport: Transport;
  readonly fidelity: Fidelity;
  readonly handshake: HandshakeAudit | null;
  readonly frames: number;
  readonly framesBySender: { readonly client: number; readonly server: number };
  readonly messages: number;
  /** Bytes of each direction's frames. */
  readonly bytesBySender: { readonly client: number; readonly server: number };
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The sender of the input's only direction was inferred. */
  readonly senderInferred: boolean;
  /** The parameters of permessage-deflate that were used, and their source. */
  readonly deflate: DeflateParameters | null;
  readonly deflateFrom: 'handshake' | 'assumed' | 'inferred' | 'none';
  readonly level: VerdictLevel;
  readonly headline: string;
  readonly summary: string;
  /** Best first, never empty once the capture is read. */
  readonly diagnosis: readonly Diagnosis[];
  readonly considered: readonly Considered[];
  /** The first findings; `findingCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  readonly framesWithFindings: number;
  /** What is wrong inside messages whose frames are sound. */
  readonly contentFindings: readonly Finding[];
  readonly breaks: readonly {
    readonly sender: Sender;
    readonly offset: FrameOffset;
    readonly frame: number | null;
  }[];
  readonly reports: readonly ReportView[];
  /** Error texts that programs reported, from logs. */
  readonly symptoms: readonly string[];
  readonly ends: { readonly client: EndKind | null; readonly server: EndKind | null };
  /** What is known of its TLS; `null` for a connection in the clear. */
  readonly tls: TlsSummary | null;
  /** Both legs of this connection through a proxy and what the proxy did; `null` when the input has one leg. */
  readonly legs: Legs | null;
  /** Number of the other leg, or `null`. */
  readonly pair: number | null;
}

export interface CaptureView {
  readonly name: string;
  /** What the input is: bytes, a capture, an error text, a handshake ... */
  readonly kind: TextKind;
  /** Error texts recognised in the input, most specific first. */
  readonly errors: readonly ErrorText[];
  /** What a text was recognised as, part by part; `null` for binary input. */
  readonly recognition: Recognition | null;
  /** The text of configuration files that were opened together, each after a line with its name; else `null`. */
  readonly joinedText: string | null;
  readonly format: string;
  readonly formatName: string;
  /** How well the format fits, where it was recognised and not chosen; `null` for text. */
  readonly grade: Grade | null;
  readonly description: string;
  readonly bytes: number;
  readonly notes: readonly Note[];
  /** Other possible formats, for the user to switch to. */
  readonly alternatives: readonly { readonly id: string; readonly name: string }[];
  readonly assumptions: Assumptions;
  readonly connections: readonly ConnectionView[];
  /** TCP connections that carried no WebSocket and are not listed. */
  readonly otherConnections: number;
  /** Connections that were diagnosed and are not listed, because there are very many, and their frames. */
  readonly counted: { readonly connections: number; readonly frames: number };
  /** All connections by verdict, server and path, listed or not; the worst first. */
  readonly groups: readonly ConnectionGroup[];
  /** For text input: how its characters were read. */
  readonly marks: readonly TextMark[] | null;
  /** False while the file is still being read. */
  readonly complete: boolean;
  /** Bits were flipped by the user: this is not what was captured. */
  readonly edited: boolean;
}

/** Connections with one verdict at one server and path. */
export interface ConnectionGroup {
  readonly level: VerdictLevel;
  /** Id of the first cause; empty before the diagnosis. */
  readonly cause: CauseId | '';
  readonly title: string;
  readonly server: string | null;
  readonly path: string | null;
  readonly count: number;
  /** Id of the first listed connection of the group; `null`: all are counted alone. */
  readonly first: number | null;
}

/** A field of a frame header or of a close body. Bits count from the frame's first. */
export interface FieldView extends Omit<Field, 'violations'> {
  /** Ids of the rules that this field breaks. */
  readonly rules: readonly string[];
}

export interface FrameView {
  readonly row: FrameRowView;
  /** Of the first header byte. */
  readonly offset: FrameOffset;
  /**
   * File offset of the header, or of the TLS record that contains it; `null` when the capture lacks it.
   */
  readonly fileOffset: FileOffset | null;
  readonly header: Uint8Array;
  readonly payloadLength: number;
  /** The first 64 KiB of the payload as captured; the operation `payload` gives the rest. */
  readonly wire: Uint8Array;
  readonly unmasked: Uint8Array;
  /**
   * The runs of these bytes that the capture lacks, where the bytes mean nothing; and the first run of the
   * whole payload.
   */
  readonly holes: readonly ByteRun[];
  /** Bytes of the payload up to the end of the input, including bytes that the capture lacks. */
  readonly present: number;
  /** Number of these bytes that the capture lacks. */
  readonly lacking: number;
  readonly maskingKey: string | null;
  readonly fields: readonly FieldView[];
  readonly findings: readonly Finding[];
  /** The first 64 KiB of its message, joined and inflated. */
  readonly message: {
    readonly index: number;
    readonly kind: 'text' | 'binary';
    readonly frames: readonly number[];
    /** Where the frame's payload begins in the message, or `null` where it is compressed. */
    readonly at: number | null;
    readonly compressed: boolean;
    readonly complete: boolean;
    readonly length: number;
    readonly bytes: Uint8Array;
    /** As `holes` of the frame, in offsets of the message. */
    readonly holes: readonly ByteRun[];
    /** Number of its bytes that the capture lacks. */
    readonly lacking: number;
    /** Number of its bytes that can be read, or `null` where only inflating shows it. */
    readonly total: number | null;
    /** Why it cannot be read completely: a gap, no end, inflating failed. */
    readonly note: string | null;
  } | null;
  readonly close: { readonly code: number | null; readonly name: string; readonly reason: string } | null;
}

/** One changed byte of the input, by its frame offset. */
export interface BytePatch {
  readonly sender: Sender;
  readonly offset: FrameOffset;
  readonly value: number;
}

/** What was handed over, or one sentence that says why it cannot be. */
export type HandoverResult =
  | {
      readonly ok: true;
      /** Of the file. */
      readonly name: string;
      readonly mediaType: string;
      readonly content: Blob;
      /** Sentences about the content. */
      readonly notes: readonly string[];
      readonly removed: readonly RemovedSecret[];
      readonly removedCount: number;
      readonly unsearchedCount: number;
      /** Of reproductions: the side that the program plays. */
      readonly plays: Sender | null;
    }
  | { readonly ok: false; readonly problem: string };

export interface ShareResult {
  /** The URL fragment with its `#`, or `null` when it would be longer than the limit. */
  readonly fragment: string | null;
  /** Characters of the fragment, also when it is too long. */
  readonly characters: number;
  readonly limit: number;
  /** Number of bytes of the input that it holds. */
  readonly bytes: number;
  /** The first secrets that were removed, in order. */
  readonly removed: readonly RemovedSecret[];
  readonly removedCount: number;
  /** Messages that were not searched for secrets: compressed, fragmented, binary or too long. */
  readonly unsearchedCount: number;
}

/** What a link holds, or what is wrong with the link. */
export type LinkContent =
  | { readonly problem: string }
  | {
      readonly problem: null;
      readonly input: InputContent;
      readonly format: string | null;
      readonly assumptions: Assumptions;
      readonly view: LinkView;
    };

/** One connection as it is first shown: one answer holds all that is drawn of it. */
export interface ConnectionStart {
  readonly connection: number;
  /** Index of the frame to show, `null` where the connection has none. */
  readonly frame: number | null;
  /** Why that frame: requested, the stream breaks there, a finding or the first cause names it, or it is the first. */
  readonly reason: 'target' | 'break' | 'finding' | 'evidence' | 'first';
  /** The frame itself; `null` where it could not be read: `frame` says why. */
  readonly frameView: FrameView | null;
  readonly repair: RepairView | null;
}

/** The result of decoding. `start` is `null` where the capture has no connection. */
export interface DecodedCapture {
  readonly capture: CaptureView;
  readonly start: ConnectionStart | null;
}

/** The frames as they would be under the winning hypothesis. */
export interface RepairView {
  readonly hypothesis: string;
  readonly text: string;
  readonly sender: Sender;
  /** Offset in the sender's bytes at which reading differs. */
  readonly from: number;
  readonly read: readonly FrameRowView[];
  readonly repaired: readonly FrameRowView[];
}

/** The operations: input, output and progress of each. */
export interface Operations extends CheckOperations {
  open: { in: OpenInput; out: DecodedCapture; progress: OpenProgress };
  /** Decode an input that has grown; what is open stays until it is decoded. */
  grow: { in: OpenInput; out: DecodedCapture; progress: never };
  /** Decode again with other assumptions. */
  assume: {
    in: { assumptions: Assumptions; target: ViewTarget | null };
    out: DecodedCapture;
    progress: never;
  };
  /** Decrypt what is open with further secrets, which are kept with it. */
  keys: {
    in: { secrets: readonly CaptureSecret[]; target: ViewTarget | null };
    out: DecodedCapture;
    progress: never;
  };
  /** Decode again with changed bytes; an empty list is the original. */
  edit: {
    in: { connection: number; patches: readonly BytePatch[]; target: ViewTarget | null };
    out: DecodedCapture;
    progress: never;
  };
  /** A connection as it is first shown. */
  show: { in: ViewTarget; out: ConnectionStart; progress: never };
  /** How many frames a filter leaves, or the place of a fault in the filter. Cached for `rows`. */
  filter: {
    in: { connection: number; filter: string };
    /** `shortened`: messages of which only the beginning was searched. */
    out: { count: number; shortened: number; problem: string | null };
    progress: never;
  };
  /** The connections with frames that a filter leaves, as they are found; `out`: how many there are. */
  filterAll: {
    in: { filter: string };
    out: { connections: number; frames: number; problem: string | null };
    progress: { connection: number; frames: number };
  };
  /** Rows `[from, from + count)` of the filtered list. */
  rows: {
    in: { connection: number; filter: string; from: number; count: number };
    out: { from: number; total: number; rows: readonly FrameRowView[] };
    progress: never;
  };
  /**
   * The row of a frame in the filtered list, -1 when it is filtered out; `next` steps to the next finding.
   */
  locate: {
    in: {
      connection: number;
      filter: string;
      frame: number;
      step: 'here' | 'next' | 'previous' | 'next-finding' | 'previous-finding';
    };
    out: { row: number; frame: number };
    progress: never;
  };
  /** Where two connections differ. */
  compare: { in: CompareRequest; out: Comparison; progress: never };
  /** What happened when in a connection; `null` where its input has no times. */
  timeline: { in: TimelineRequest; out: TimelineView | null; progress: never };
  /** The messages with a frame that passes the filter. */
  messageRows: { in: FilteredRange; out: MessageRows; progress: never };
  /** Heads, frames and ends in order of time, of both legs of a connection through a proxy. */
  ladder: { in: RecordRange; out: LadderView; progress: never };
  statistics: { in: { connection: number }; out: StatisticsView; progress: never };
  frame: { in: { connection: number; frame: number }; out: FrameView; progress: never };
  /** Bytes `[start, end)` of a payload, at most a MiB of them: payloads can be larger than memory. */
  payload: { in: PayloadRequest; out: PayloadPage; progress: never };
  /** What rides inside the message of a frame. `format`: an id to decode by; `null`: the one that fits best. */
  contents: { in: ContentsRequest; out: PayloadContents; progress: never };
  /** Names the fields of Protocol Buffers by these files, all that there are; without a file by none. */
  schema: { in: { files: readonly SchemaFile[] }; out: SchemaRead; progress: never };
  /** The bytes of a frame that is built from its fields. */
  buildFrame: { in: FrameFields; out: BuiltFrame; progress: never };
  /** The frame whose bytes hold an offset of a sender's stream, or `null`. */
  frameAt: {
    in: { connection: number; sender: Sender; offset: FrameOffset };
    out: { frame: number | null };
    progress: never;
  };
  /** Bytes of a sender's stream, counted after the handshake; negative offsets reach into it. */
  bytes: {
    in: { connection: number; sender: Sender; start: FrameOffset; end: FrameOffset };
    out: StreamPiece;
    progress: never;
  };
  /** Frames `[from, from + count)` of the whole table, for a report of all of them. */
  frameRecords: { in: RecordRange; out: { records: readonly FrameRecord[] }; progress: never };
  messageRecords: { in: RecordRange; out: { records: readonly MessageRecord[] }; progress: never };
  /** Findings by their index, for more than a `ConnectionView` holds. */
  findings: {
    in: { connection: number; limit: number };
    /** `contents`: what is wrong inside messages whose frames are sound. */
    out: { findings: readonly Finding[]; count: number; contents: readonly Finding[] };
    progress: never;
  };
  share: { in: ShareRequest; out: ShareResult; progress: never };
  /** The connection as a file that opens here again. */
  save: { in: ShareRequest; out: { name: string; bytes: Uint8Array }; progress: never };
  /** What the fragment of a link holds, its input called `name`. */
  readLink: { in: { fragment: string; name: string }; out: LinkContent; progress: never };
  /** The connection, or a part of it, in the form that another program or a person reads. */
  handOver: { in: HandoverRequest; out: HandoverResult; progress: never };
}

/** Rows of a table of one connection. */
export interface RecordRange {
  readonly connection: number;
  readonly from: number;
  readonly count: number;
}

export type OperationName = keyof Operations;

/** Page to worker. */
export type Request =
  | {
      [K in OperationName]: { kind: 'call'; id: number; operation: K; input: Operations[K]['in'] };
    }[OperationName]
  | { kind: 'cancel'; id: number };

/** The reply to a call. Its operation determines the type of its value. */
export type ReplyOf<K extends OperationName> =
  | { kind: 'done'; id: number; operation: K; output: Operations[K]['out'] }
  | { kind: 'progress'; id: number; operation: K; progress: Operations[K]['progress'] };

/** Worker to page. Every call ends in exactly one of `done`, `failed` and `cancelled`. */
export type Reply =
  | { [K in OperationName]: ReplyOf<K> }[OperationName]
  | { kind: 'failed'; id: number; message: string; stack: string | null; by: 'decoder' | 'input' }
  | { kind: 'cancelled'; id: number };

/** What a handler gets besides its input. */
export interface CallContext<K extends OperationName> {
  readonly signal: { readonly cancelled: boolean };
  progress(value: Operations[K]['progress']): void;
}

/** One handler an operation: forgetting one does not compile. */
export type Handlers = {
  [K in OperationName]: (
    input: Operations[K]['in'],
    context: CallContext<K>,
  ) => Promise<Operations[K]['out']>;
};

/** The handlers of the operations on what is open. A text without a capture is checked by another worker. */
export type SessionHandlers = Omit<Handlers, keyof CheckOperations>;
