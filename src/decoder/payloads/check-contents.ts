// Looks inside the messages of a connection whose frames are sound, where the handshake agreed a protocol that has
// rules.

import { senders } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { lastTime } from '../model/connection-times.ts';
import { advance } from '../model/coordinates.ts';
import type { Finding, Place } from '../model/finding.ts';
import type { MessageReader } from '../websocket/message-reader.ts';
import type { ContentCheck, ContentConnection, ContentFault } from './content-rule.ts';
import { contentRules } from './rules/registry.ts';

/** Messages that are looked at. */
const maxMessages = 2000;
/** Largest message that is looked at, in bytes. */
const maxMessageBytes = 1024 * 1024;
/** Bytes that are looked at in all. */
const maxBytes = 32 * 1024 * 1024;
/** Findings of a connection. */
const maxFaults = 50;

function connectionOf(connection: Connection): ContentConnection {
  const { handshake, url, directions, midStream, messages } = connection;
  const isRead = messages.length <= maxMessages;
  return {
    subprotocol: handshake?.subprotocol ?? null,
    path: handshake?.request?.target ?? url,
    isWhole: isRead && !midStream && senders.every((sender) => directions[sender].missing === 0),
    lastTime: lastTime(connection),
    closes: senders.flatMap((sender) => {
      const { closed } = directions[sender];
      return closed === null || closed.code === null ? [] : [{ ...closed, sender, code: closed.code }];
    }),
  };
}

/** Number of messages before the first one that holds a frame at or after a break, or is not whole. */
function soundMessages({ messages, directions }: Connection): number {
  const breaks = senders.map((sender) => directions[sender].broken?.frame ?? Number.POSITIVE_INFINITY);
  const limit = Math.min(...breaks);
  const end = Math.min(messages.length, maxMessages);
  for (let i = 0; i < end; i++) {
    if (messages.lastFrame(i) >= limit || !messages.complete(i)) return i;
  }
  return end;
}

/** The place of a fault: its own bytes where the message is one frame as it is, else the payload of its first frame. */
function placeOf({ frames, messages }: Connection, message: number, range: ContentFault['range']): Place {
  const frame = messages.firstFrame(message);
  const start = advance(frames.offset(frame), frames.headerLength(frame));
  const sender = frames.sender(frame);
  const isOwn = messages.lastFrame(message) === frame && !messages.compressed(message);
  if (range === null || !isOwn) return { sender, offset: start, length: frames.payloadLength(frame) };
  return { sender, offset: advance(start, range.start), length: Math.max(1, range.end - range.start) };
}

function findingOf(fault: ContentFault, frame: number, place: Place): Finding {
  const { rule, severity, section, text } = fault;
  return { rule, severity, sender: place.sender, frame, place, section, closeCode: null, text };
}

/** What is wrong inside the messages, in the order of their frames. Empty where no protocol with rules was agreed. */
export async function checkContents(connection: Connection, reader: MessageReader): Promise<Finding[]> {
  if (connection.fidelity === 'frames') return [];
  const facts = connectionOf(connection);
  const checks = contentRules.map((rule) => rule.check(facts)).filter((check) => check !== null);
  if (checks.length === 0) return [];
  const found = await faultsOfMessages(connection, reader, checks);
  for (const fault of checks.flatMap((check) => check.closes?.() ?? [])) {
    const { frames } = connection;
    const { frame } = fault;
    const offset = frames.offset(frame);
    const length = frames.headerLength(frame) + frames.payloadLength(frame);
    found.push(findingOf(fault, frame, { sender: frames.sender(frame), offset, length }));
  }
  return found.sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0)).slice(0, maxFaults);
}

async function faultsOfMessages(
  connection: Connection,
  reader: MessageReader,
  checks: readonly ContentCheck[],
): Promise<Finding[]> {
  const { frames, messages } = connection;
  const found: Finding[] = [];
  const add = (fault: ContentFault, message: number) =>
    found.push(findingOf(fault, messages.firstFrame(message), placeOf(connection, message, fault.range)));
  const end = soundMessages(connection);
  let total = 0;
  for (let i = 0; i < end && total < maxBytes && found.length < maxFaults; i++) {
    const { bytes, note } = await reader.read(i, maxMessageBytes);
    // A message that cannot be read whole ends the check: what follows may depend on it.
    if (note !== null) return found;
    total += bytes.length;
    const time = frames.time(messages.firstFrame(i));
    const message = { sender: messages.sender(i), kind: messages.kind(i), bytes, time };
    for (const check of checks) for (const fault of check.message?.(message, i) ?? []) add(fault, i);
  }
  const isRead = end === messages.length && total < maxBytes;
  for (const fault of isRead ? checks.flatMap((check) => check.end?.() ?? []) : []) add(fault, fault.message);
  return found;
}
