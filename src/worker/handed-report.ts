// The data of a report of one connection, without what is left out of it.

import { hexDump } from '../decoder/bytes/hex-dump.ts';
import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import type {
  Report,
  ReportCause,
  ReportEvidence,
  ReportFact,
  ReportFinding,
  ReportFix,
  ReportFrame,
} from '../decoder/handover/report.ts';
import type { Diagnosis, Finding, Place } from '../decoder/model/finding.ts';
import { isoTime } from '../decoder/model/iso-time.ts';
import { opcodeName } from '../decoder/model/opcode.ts';
import { isPlaintextShown } from '../decoder/model/tls.ts';
import { count, duration, formatBytes, hexOffset } from '../decoder/model/words.ts';
import { fragmentLimit } from '../decoder/permalink/schema.ts';
import { bitPicture } from '../decoder/websocket/bit-picture.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { changedSentence, connectionFacts } from './handed-facts.ts';
import type { LeftOut } from './handed-messages.ts';
import type { ConnectionView, FrameView, HandoverRequest } from './protocol.ts';
import { ReportBytes } from './report-bytes.ts';
import { share } from './sharing.ts';
import { startOf } from './start.ts';
import { connectionView } from './views.ts';

const maxCauses = 3;
const maxFindings = 12;
const maxPrograms = 8;
const maxChanges = 12;
/** Bytes of a hexdump. */
const maxDump = 48;
/** Longest link that holds the whole connection: with a longer one the frame and its neighbours are linked. */
const usualLink = 4000;

const transports: Readonly<Record<ConnectionView['transport'], string>> = {
  tcp: 'TCP',
  tls: 'TLS',
  http2: 'a stream of HTTP/2',
  browser: 'recorded by a browser: messages, no frames',
  bytes: 'bytes without a carrier',
};

/** Collects the parts of a report. */
class ReportBuilder {
  readonly bytes: ReportBytes;
  readonly #capture: Capture;
  readonly #open: OpenConnection;
  readonly #view: ConnectionView;
  readonly #request: HandoverRequest;

  constructor(capture: Capture, open: OpenConnection, view: ConnectionView, request: HandoverRequest) {
    this.#capture = capture;
    this.#open = open;
    this.#view = view;
    this.#request = request;
    this.bytes = new ReportBytes(open, request);
  }

  facts(): ReportFact[] {
    const { name, formatName, bytes: size } = this.#capture;
    const view = this.#view;
    const {
      client,
      server,
      url,
      request,
      firstTime: first,
      lastTime,
    } = connectionFacts(this.#capture, this.#open, this.#request);
    const began = isoTime(first, 6);
    const lasted = lastTime > first ? `, ${duration(lastTime - first)} long` : '';
    const facts: (readonly [string, string | null])[] = [
      ['Input', [name, formatName, formatBytes(size)].filter((text) => text !== '').join(', ')],
      ['Client', client],
      ['Server', server],
      ['Address', url ?? request?.target ?? null],
      ['Carrier', transports[view.transport]],
      ['Began', began === null ? null : `${began}${lasted}`],
      ['Size', `${count(view.frames, 'frame')}, ${count(view.messages, 'message')}`],
      ['Compression', view.deflate === null ? null : `permessage-deflate, ${view.deflateFrom}`],
      ['Software seen', view.handshake?.fingerprints.join('; ') || null],
    ];
    return facts.flatMap(([label, text]) => (text === null ? [] : [{ label, text: this.bytes.clean(text) }]));
  }

  /** Which bytes a place names. */
  #where({ sender, offset, length }: Place): string {
    const inHead = offset < 0 ? ', in its handshake' : '';
    return `${sender} ${hexOffset(offset)}, ${count(length, 'byte')}${inHead}`;
  }

  async #evidence({ text, place }: Diagnosis['evidence'][number]): Promise<ReportEvidence> {
    const where = place === null ? null : this.#where(place);
    const bytes = place === null ? null : await this.bytes.at(place, maxDump);
    const dump = bytes === null || place === null ? null : dumpOf(bytes, place.offset);
    const more = place !== null && bytes !== null && place.length > bytes.length ? ' ...' : '';
    return { text: this.bytes.clean(text), where, dump: dump === null ? null : `${dump}${more}` };
  }

  async cause(diagnosis: Diagnosis): Promise<ReportCause> {
    const { cause: id, confidence, title, claim, against, confirm, section } = diagnosis;
    const evidence: ReportEvidence[] = [];
    for (const one of diagnosis.evidence) evidence.push(await this.#evidence(one));
    const clean = (text: string | null) => (text === null ? null : this.bytes.clean(text));
    return {
      title,
      id,
      percent: Math.round(confidence * 100),
      claim: this.bytes.clean(claim),
      evidence,
      against: clean(against),
      confirm: clean(confirm),
      section,
    };
  }

  finding({ severity, text, frame, place, section }: Finding): ReportFinding {
    const where = `${frame === null ? '' : `frame ${frame}, `}${this.#where(place)}`;
    return { severity, text: this.bytes.clean(text), where, section };
  }

  async frame({ row, offset, header, fields, payloadLength }: FrameView): Promise<ReportFrame> {
    const inHeader = fields.filter((field) => field.bitStart < header.length * 8);
    const payload = await this.bytes.payload(row.index, maxDump);
    const place = `${row.sender} ${hexOffset(offset)}`;
    return {
      title: `Frame ${row.index}: ${opcodeName(row.opcode)}, ${count(payloadLength, 'byte')}, ${place}`,
      picture: header.length === 0 ? [] : bitPicture(header, fields, (text) => text),
      fields: inHeader.map(({ label, value, meaning, rules }) => ({
        label,
        text: this.bytes.clean(`${value}  ${meaning}`),
        isWrong: rules.length > 0,
      })),
      dump: payload === null ? null : dumpOf(payload, 0),
    };
  }
}

function dumpOf(bytes: Uint8Array, start: number): string | null {
  return bytes.length === 0 ? null : hexDump(bytes.length, (index) => bytes[index], start);
}

function fixesOf(view: ConnectionView): { fix: ReportFix | null; others: string[] } {
  const [cause] = view.diagnosis;
  if (cause === undefined || view.level === 'sound') return { fix: null, others: [] };
  const [first, ...others] = chooseFixes(Object.values(guides), cause.cause, cause.stacks, cause.facts);
  if (first === undefined) return { fix: null, others: [] };
  const { title, why, wrong, right, confirm, source } = first.fixes[0];
  const { language } = right;
  return {
    fix: { stack: first.name, title, why, language, wrong: wrong.text, right: right.text, confirm, source },
    others: others.map(({ name }) => name),
  };
}

function programsOf({ reports, level }: ConnectionView): string[] {
  if (level !== 'broken') return [];
  const refusing = reports.filter(({ accepts }) => !accepts);
  const lines = refusing.slice(0, maxPrograms).map(({ implementation, role, text, closeCode, basis }) => {
    const closes = closeCode === null ? '' : ` (closes with ${closeCode})`;
    const read = basis === 'source' ? ' (read in source, not run)' : '';
    return `${implementation}, ${role}: ${text}${closes}${read}`;
  });
  const more = refusing.length - lines.length;
  const accepting = reports.filter(({ accepts, basis }) => accepts && basis === 'run');
  const names = accepting.map(({ implementation }) => implementation);
  return [
    ...lines,
    ...(more > 0 ? [`and ${count(more, 'more program')}`] : []),
    ...(names.length > 0 ? [`Accepted by ${[...new Set(names)].join(', ')}`] : []),
  ];
}

/** The link, as short as it can be with the fault in it. */
async function linkOf(
  capture: Capture,
  open: OpenConnection,
  request: HandoverRequest,
  frame: number | null,
): Promise<{ link: string | null; left: LeftOut }> {
  const { connection, blank, redact, page } = request;
  const base = { connection, frame, field: null, blank, redact };
  const whole = await share(capture, open, { ...base, scope: 'connection' });
  const isLong = whole.fragment === null || whole.fragment.length > usualLink;
  const part = isLong && frame !== null ? await share(capture, open, { ...base, scope: 'frame' }) : null;
  const chosen = part?.fragment != null && part.fragment.length <= fragmentLimit ? part : whole;
  return { link: chosen.fragment === null ? null : `${page}${chosen.fragment}`, left: chosen };
}

function handlingOf(
  view: ConnectionView,
  request: HandoverRequest,
  isEdited: boolean,
  { removed, unsearchedCount }: LeftOut,
): string[] {
  const changed = changedSentence(request, isEdited);
  const names = [...new Set(removed.map(({ what }) => what))];
  const listed = names.slice(0, 6).join(', ');
  const isDecrypted = view.transport === 'tls' && isPlaintextShown(view.tls);
  return [
    ...(changed === null ? ['Nothing was left out: look for secrets before you send this.'] : [changed]),
    ...(names.length > 0
      ? [`Replaced: ${listed}${names.length > 6 ? `, and ${names.length - 6} more` : ''}.`]
      : []),
    ...(request.redact && unsearchedCount > 0
      ? [
          `Not searched for secrets: ${count(unsearchedCount, 'message')} compressed, fragmented, binary or very long.`,
        ]
      : []),
    ...(isDecrypted
      ? ['The connection was encrypted: this holds decrypted plaintext, and not the keys.']
      : []),
  ];
}

/** Builds the report of a connection. */
export async function handedReport(
  capture: Capture,
  open: OpenConnection,
  request: HandoverRequest,
): Promise<{ report: Report; left: LeftOut }> {
  const start = await startOf(capture, { connection: request.connection, frame: null });
  const view = connectionView(open, request.connection);
  const builder = new ReportBuilder(capture, open, view, request);
  const listed = view.findings.slice(0, maxFindings);
  const inside = view.contentFindings.slice(0, maxFindings);
  // A frame without a finding is not drawn.
  const frame = start === null || start.reason === 'first' ? null : start.frameView;
  await builder.bytes.learn([
    ...view.diagnosis.flatMap(({ evidence }) => evidence.flatMap(({ place }) => place ?? [])),
    ...[...listed, ...inside].map(({ place }) => place),
  ]);
  const drawn = frame === null ? null : await builder.frame(frame);
  const causes: ReportCause[] = [];
  for (const one of view.diagnosis.filter(({ cause }) => cause !== 'healthy').slice(0, maxCauses))
    causes.push(await builder.cause(one));
  const { link, left } = await linkOf(capture, open, request, frame?.row.index ?? null);
  const { fix, others } = fixesOf(view);
  const clean = (text: string) => builder.bytes.clean(text);
  const report: Report = {
    level: view.level,
    headline: clean(view.headline),
    summary: clean(view.summary),
    facts: builder.facts(),
    causes,
    findings: listed.map((finding) => builder.finding(finding)),
    moreFindings: view.findingCount - listed.length,
    contentFindings: inside.map((finding) => builder.finding(finding)),
    handshake: (view.handshake?.checks ?? [])
      .filter(({ ok }) => !ok)
      .map(({ title, text, section }) => clean(`${title}: ${text} (${section})`)),
    legs: (view.legs?.changes ?? []).slice(0, maxChanges).map(({ text }) => clean(text)),
    frame: drawn,
    fix,
    otherFixes: others,
    programs: programsOf(view),
    link,
    handling: handlingOf(view, request, capture.edited, left),
  };
  return { report, left };
}
