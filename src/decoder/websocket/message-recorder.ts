// Writes rows for inputs without the bytes of frames: messages from a HAR, or frame headers from a NetLog
// without bytes.

import type { Sender } from '../model/basics.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { opcode as opcodes, opensMessage } from '../model/opcode.ts';

export class MessageRecorder {
  readonly #frames: FrameTable;
  readonly #messages: MessageTable;
  readonly #open: Record<Sender, number> = { client: -1, server: -1 };
  readonly #offsets: Record<Sender, number> = { client: 0, server: 0 };

  constructor(frames: FrameTable, messages: MessageTable) {
    this.#frames = frames;
    this.#messages = messages;
  }

  /**
   * Adds a whole message without a header, whose bytes are at stream offset `offset` of the sender.
   * `violations`: of its payload.
   */
  message(
    sender: Sender,
    opcode: number,
    length: number,
    offset: number,
    time: number,
    violations = 0,
  ): void {
    const isServer = sender === 'server';
    const frames = this.#frames;
    const isData = opensMessage(opcode);
    const message = isData
      ? this.#messages.push(isServer, opcode === opcodes.binary, false, frames.length)
      : -1;
    const head = 0x8000 | (opcode << 8);
    const index = frames.push(isServer, head, 0, length, 0, offset, time, 0, violations, message);
    frames.setComplete(index);
    if (isData) this.#messages.finish(message, index, length);
  }

  /** Adds a header without its bytes. */
  header(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void {
    const isServer = sender === 'server';
    const short = payloadLength > 65535 ? 127 : payloadLength > 125 ? 126 : payloadLength;
    const head = (byte0 << 8) | (masked ? 128 : 0) | short;
    const frames = this.#frames;
    const opcode = byte0 & 15;
    if (opensMessage(opcode)) {
      const compressed = (byte0 & 0x40) !== 0;
      this.#open[sender] = this.#messages.push(
        isServer,
        opcode === opcodes.binary,
        compressed,
        frames.length,
      );
    }
    const message = opcode > 2 ? -1 : this.#open[sender];
    const offset = this.#offsets[sender];
    const index = frames.push(isServer, head, 0, payloadLength, 0, offset, time, 0, 0, message);
    this.#offsets[sender] += payloadLength;
    frames.setComplete(index);
    if (message < 0) return;
    if (byte0 & 128) {
      this.#messages.finish(message, index, this.#messages.compressed(message) ? 0 : payloadLength);
      this.#open[sender] = -1;
    }
  }
}
