// Chooses the format of a payload and decodes it.

import { type Grade, grades } from '../model/importer.ts';
import { formatBytes } from '../model/words.ts';
import type { DecodedPayload, GradedFormat } from './contents.ts';
import type { PayloadFormat, PayloadLayer } from './format.ts';
import { protobufFormat } from './formats/protobuf.ts';
import { formats } from './registry.ts';
import { type PayloadFacts, PayloadSample } from './sample.ts';
import { type DecodeUnpacked, PayloadTree } from './tree.ts';
import { fitsOf } from './values/proto-schema.ts';

/** Largest payload that is decoded, in bytes: of a longer one its beginning. */
export const maxDecodedBytes = 1024 * 1024;
/** What the id of a message of the schema begins with, where it stands among the formats. */
const ofSchema = `${protobufFormat.id}:`;
/** Messages of the schema that are offered. */
const maxMessages = 100;
/** Packings that are opened inside each other. */
const maxUnpackings = 4;

const layers: readonly PayloadLayer[] = ['protocol', 'encoding', 'plain'];

/** From best to worst: a protocol that is likely comes before an encoding that is certain. */
function rank(format: PayloadFormat, grade: Grade): number {
  const isFit = grade === 'certain' || grade === 'likely';
  return (isFit ? layers.indexOf(format.layer) : layers.length + 1) * grades.length + grades.indexOf(grade);
}

function graded(sample: PayloadSample): { format: PayloadFormat; grade: Grade }[] {
  return formats
    .map((format) => ({ format, grade: format.recognise(sample) }))
    .sort(
      (a, b) => rank(a.format, a.grade) - rank(b.format, b.grade) || (a.format.id < b.format.id ? -1 : 1),
    );
}

/** Decodes unpacked bytes with the format that fits them best, and gives each value the place that it came from. */
function decoderOfUnpacked(facts: PayloadFacts, level: number): DecodeUnpacked {
  return (outer, parent, unpacked) => {
    if (level >= maxUnpackings || outer.isFull) return;
    // What was agreed says what the message is, not what is packed in it.
    const inner: PayloadFacts = {
      ...facts,
      subprotocol: null,
      path: null,
      kind: 'binary',
      before: [],
      position: null,
      inflated: null,
    };
    const text = new PayloadSample(unpacked.bytes, { ...inner, kind: 'text' });
    const sample = text.text === null ? new PayloadSample(unpacked.bytes, inner) : text;
    const [{ format }] = graded(sample);
    const tree = new PayloadTree(unpacked.bytes, decoderOfUnpacked(facts, level + 1), outer.room);
    const summary = format.parse(tree, sample);
    parent.value = parent.value === '' ? `${format.name}: ${summary}` : `${parent.value}: ${format.name}`;
    outer.graft(tree, parent, unpacked);
  };
}

/** The messages of a schema as formats to choose from. */
function messagesOf({ bytes, facts }: PayloadSample): GradedFormat[] {
  if (facts.schema === null || facts.kind === 'control') return [];
  return fitsOf(facts.schema.schema, bytes)
    .slice(0, maxMessages)
    .map(({ message, known, faults }) => ({
      id: `${ofSchema}${message.name}`,
      name: `${protobufFormat.name}, ${message.name}`,
      grade: faults === 0 && known > 0 ? 'likely' : 'possible',
    }));
}

/** Decodes a payload by the format with the id `wanted`, or by the one that fits best. */
export function decodePayload(
  payload: Uint8Array,
  facts: PayloadFacts,
  wanted: string | null = null,
): DecodedPayload {
  const bytes = payload.subarray(0, maxDecodedBytes);
  const message = wanted?.startsWith(ofSchema) ? wanted.slice(ofSchema.length) : null;
  const schema = facts.schema && { ...facts.schema, message };
  const sample = new PayloadSample(bytes, { ...facts, schema });
  const list = graded(sample);
  const id = message === null ? wanted : protobufFormat.id;
  const { format, grade } = list.find((one) => one.format.id === id) ?? list[0];
  const tree = new PayloadTree(bytes, decoderOfUnpacked(facts, 0));
  const summary = format.parse(tree, sample);
  const notes = tree.limit === null ? [] : [tree.limit];
  if (payload.length > bytes.length) {
    notes.push(`The payload is longer than ${formatBytes(maxDecodedBytes)}. The rest of it is not decoded.`);
  }
  return {
    format: { id: message === null ? format.id : (wanted ?? format.id), name: format.name, grade },
    summary,
    nodes: tree.roots,
    notes,
    image: tree.image,
    formats: [
      ...list.map((one) => ({ id: one.format.id, name: one.format.name, grade: one.grade })),
      ...messagesOf(sample),
    ],
  };
}

/** The format that fits a payload best, without its tree. */
export function recognisePayload(payload: Uint8Array, facts: PayloadFacts): PayloadFormat {
  return graded(new PayloadSample(payload.subarray(0, maxDecodedBytes), facts))[0].format;
}
