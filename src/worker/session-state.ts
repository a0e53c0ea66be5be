// The state of a session: the open capture, as it was captured and as it is shown.

import type { ProtoSchema } from '../decoder/payloads/values/proto-schema.ts';
import { Cancelled } from './cancelled.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { PayloadReader } from './payload.ts';

/** The state that all operations of a session share. */
export class SessionState {
  /** The last decoding without changed bytes. */
  original: Capture | null = null;
  /** The capture that operations read. */
  shown: Capture | null = null;
  payloads = new PayloadReader();
  /** The schema that names the fields of Protocol Buffers. It outlasts the capture. */
  schema: ProtoSchema | null = null;
  #decodes = 0;

  /** Begins to open or to decode again. An earlier run that has not ended is cancelled. */
  begin(signal: { readonly cancelled: boolean }): DecodeRun {
    const mine = ++this.#decodes;
    const isOver = () => signal.cancelled || mine !== this.#decodes;
    return {
      isOver,
      throwIfOver() {
        if (isOver()) throw new Cancelled();
      },
    };
  }

  current(): Capture {
    if (this.shown === null) throw new Error('Nothing is open.');
    return this.shown;
  }

  connection(id: number): OpenConnection {
    const open = this.current().connections[id];
    if (open === undefined) throw new Error(`There is no connection ${id}.`);
    return open;
  }

  /** The connection, which must have the frame. */
  connectionWith(frame: number, id: number): OpenConnection {
    const open = this.connection(id);
    if (!(frame >= 0 && frame < open.connection.frames.length))
      throw new Error(`There is no frame ${frame}.`);
    return open;
  }
}

/** One decoding of the input. Only the last one that was begun may end. */
export interface DecodeRun {
  isOver(): boolean;
  throwIfOver(): void;
}
