// How often an explanation brings a text about: the simulated readers that print the text read the typical streams of
// each explanation.

import type { Implementation } from '../implementations/implementation.ts';
import { MessageContent } from '../implementations/message-content.ts';
import { implementations } from '../implementations/registry.ts';
import { reportOfOne } from '../implementations/reports.ts';
import { scanFrames } from '../implementations/wire-frame.ts';
import { variantOf } from './field-counts.ts';
import { kindOf, kindsLike } from './kinds.ts';
import { type TypicalStream, typicalStreams } from './typical-streams.ts';

/** Readers that stand for the others where no simulated one prints the text. */
const usualReaders = ['ws 8', 'Chrome 156', 'Netty 4.2'];

export interface TextQuestion {
  /** Id of the kind of text. */
  readonly kind: string;
  /** `variantOf` the text. */
  readonly variant: string;
  /** Names of the programs that print the text. */
  readonly speakers: readonly string[];
  /** The role that prints it, where one role alone does. */
  readonly role: 'client' | 'server' | null;
}

/** Of each explanation with typical streams, the part of what its readers print that is this text. */
export function broughtAbout({ kind, variant, speakers, role }: TextQuestion): Map<string, number> {
  const own = implementations.filter(({ name }) => speakers.includes(name));
  const readers = own.length > 0 ? own : implementations.filter(({ name }) => usualReaders.includes(name));
  const counts = new Map<string, { hits: number; all: number }>();
  for (const stream of typicalStreams) {
    const senders = (['client', 'server'] as const).filter(
      (sender) => sender !== role && (stream.sender === null || stream.sender === sender),
    );
    const count = counts.get(stream.explanation) ?? { hits: 0, all: 0 };
    counts.set(stream.explanation, count);
    for (const reader of readers) {
      for (const sender of senders) {
        const said = saidBy(reader, stream, sender);
        if (said === undefined) continue;
        count.all++;
        if (said === null || !kindsLike(kind).includes(said.kind)) continue;
        count.hits += said.kind !== kind || said.variant === variant ? 1 : otherVariant;
      }
    }
  }
  return new Map([...counts].map(([id, { hits, all }]) => [id, all === 0 ? 0 : hits / all]));
}

/** What another opcode or other reserved bits than those of the text count: streams have more values than ours. */
const otherVariant = 0.3;

interface Said {
  readonly kind: string;
  readonly variant: string;
}

const known = new Map<string, Said | null>();

/** What a reader says of a stream; `null`: nothing; `undefined`: it has no such role. */
function saidBy(
  reader: Implementation,
  stream: TypicalStream,
  sender: 'client' | 'server',
): Said | null | undefined {
  if (!reader.roles.includes(sender === 'client' ? 'server' : 'client')) return undefined;
  const id = `${reader.name} ${typicalStreams.indexOf(stream)} ${sender}`;
  const before = known.get(id);
  if (before !== undefined) return before;
  const report = reportOfOne(
    {
      sender,
      frames: scanFrames(stream.bytes(sender)),
      compression: stream.compression,
      ended: false,
      content: MessageContent.start(stream.compression),
    },
    reader,
  );
  const said = report?.text == null ? null : kindAndVariant(report.text);
  known.set(id, said);
  return said;
}

const byText = new Map<string, Said | null>();

/** The same text comes from many streams. */
function kindAndVariant(text: string): Said | null {
  const before = byText.get(text);
  if (before !== undefined) return before;
  const kind = kindOf(text);
  const said = kind === null ? null : { kind: kind.id, variant: variantOf(kind.id, text) };
  byText.set(text, said);
  return said;
}
