// Payloads in the JSON of `inspect`, where they are asked for: text where it is text, else base64.

import { payloadOffset } from '../decoder/model/coordinates.ts';
import { opcode as opcodes } from '../decoder/model/opcode.ts';
import { formatBytes } from '../decoder/model/words.ts';
import type { Contents, Frame, Payload } from '../library/results.ts';
import type { Client } from '../worker/client.ts';

/** Largest part of a payload that is written, in bytes: a report stays readable with frames of gigabytes. */
const maxPayloadBytes = 65_536;

/** Opcodes whose payload may be text. A Close begins with its code. */
const textOpcodes: ReadonlySet<number> = new Set([
  opcodes.continuation,
  opcodes.text,
  opcodes.ping,
  opcodes.pong,
]);

/** The payload of a frame, its first 64 KiB. */
async function payloadJson(client: Client, connection: number, frame: Frame): Promise<Payload> {
  if (frame.payloadSha256 === null) {
    return {
      text: null,
      base64: null,
      note: 'Expected the whole payload, found that the input lacks bytes of it.',
      contents: null,
    };
  }
  const contents = await contentsJson(client, connection, frame);
  if (frame.payloadLength === 0) return { text: '', base64: null, note: null, contents };
  const { bytes, note } = await client.call('payload', {
    connection,
    frame: frame.index,
    of: 'unmasked',
    start: payloadOffset(0),
    end: payloadOffset(Math.min(frame.payloadLength, maxPayloadBytes)),
  });
  const isCut = frame.payloadLength > maxPayloadBytes;
  const cutNote = `The first ${formatBytes(maxPayloadBytes)} of ${formatBytes(frame.payloadLength)}.`;
  const text = textOpcodes.has(frame.opcode) && frame.rsv === 0 ? textOf(bytes, isCut) : null;
  return {
    text,
    base64: text === null ? Buffer.from(bytes).toString('base64') : null,
    note: note ?? (isCut ? cutNote : null),
    contents,
  };
}

/** What rides inside the message that begins with a frame. */
async function contentsJson(client: Client, connection: number, frame: Frame): Promise<Contents | null> {
  if (frame.opcode !== opcodes.text && frame.opcode !== opcodes.binary) return null;
  const { format, summary } = await client.call('contents', { connection, frame: frame.index, format: null });
  return { format: format.id, formatName: format.name, grade: format.grade, summary };
}

/** Frames, each with its payload. */
export async function* withPayloads(
  client: Client,
  connection: number,
  frames: AsyncIterable<Frame>,
): AsyncGenerator<Frame & { readonly payload: Payload }> {
  for await (const frame of frames) yield { ...frame, payload: await payloadJson(client, connection, frame) };
}

/** The bytes as text, `null` where they are not UTF-8. `isCut`: the last character may be incomplete. */
function textOf(bytes: Uint8Array, isCut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}
