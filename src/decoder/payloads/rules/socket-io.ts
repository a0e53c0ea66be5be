// Socket.IO: a namespace that the server refuses. Engine.IO: a ping that is not answered in time.

import { decodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import { duration } from '../../model/words.ts';
import type {
  ContentConnection,
  ContentFault,
  ContentMessage,
  ContentRule,
  LateFault,
} from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { isRecord } from '../sample.ts';

const ping = 0x32;
const pong = 0x33;
/** Beginning of a message that is looked at. */
const headBytes = 4096;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `44{"message":"not authorized"}` and `44/admin,{...}`. */
function connectError(text: string): ContentFault | null {
  const found = /^44(?:(\/[^,]*),)?(?=[{"])/.exec(text);
  if (found === null) return null;
  const value = jsonOf(text.slice(found[0].length));
  const message = isRecord(value) ? value.message : value;
  const said = typeof message === 'string' ? `: ${quoted(message.slice(0, 200))}` : '';
  return {
    rule: 'socket-io-connect-error',
    severity: 'warning',
    section: 'Socket.IO protocol, CONNECT_ERROR',
    text: `Expected the server to accept the namespace ${found[1] ?? '/'}, found CONNECT_ERROR${said}.`,
    range: null,
  };
}

/** The time in which a ping must be answered, from the open packet, in seconds. */
function timeoutOf(text: string): number | null {
  if (!text.startsWith('0{')) return null;
  const value = jsonOf(text.slice(1));
  const timeout = isRecord(value) ? value.pingTimeout : null;
  return typeof timeout === 'number' && timeout > 0 ? timeout / 1000 : null;
}

/** Follows pings and pongs. In protocol 4 the server asks, in protocol 3 the client. */
class Pings {
  readonly #asker: Sender;
  readonly #connection: ContentConnection;
  #timeout: number | null = null;
  #open: { readonly message: number; readonly time: number } | null = null;

  constructor(connection: ContentConnection) {
    this.#connection = connection;
    this.#asker = /[?&]EIO=3/.test(connection.path ?? '') ? 'client' : 'server';
  }

  take({ sender, bytes, time, kind }: ContentMessage, index: number, text: string): void {
    if (sender === 'server') this.#timeout ??= timeoutOf(text);
    if (kind !== 'text' || bytes.length !== 1) return;
    if (sender === this.#asker && bytes[0] === ping) this.#open ??= { message: index, time };
    if (sender !== this.#asker && bytes[0] === pong) this.#open = null;
  }

  /** The ping that had no answer although the input goes on for longer than the timeout. */
  fault(): LateFault[] {
    if (this.#open === null || this.#timeout === null || !this.#connection.isWhole) return [];
    const waited = this.#connection.lastTime - this.#open.time;
    if (!(waited > this.#timeout)) return [];
    const other = this.#asker === 'server' ? 'client' : 'server';
    return [
      {
        rule: 'engine-io-ping-unanswered',
        severity: 'warning',
        section: 'Engine.IO protocol, heartbeat',
        text: `Expected a pong of the ${other} within ${duration(this.#timeout)} (pingTimeout), found none in ${duration(waited)}.`,
        range: null,
        message: this.#open.message,
      },
    ];
  }
}

export const socketIoRule: ContentRule = {
  ids: ['socket-io-connect-error', 'engine-io-ping-unanswered'],

  check(connection) {
    if (!/[?&]EIO=\d/.test(connection.path ?? '')) return null;
    const isSocketIo = /socket\.io/.test(connection.path ?? '');
    const pings = new Pings(connection);
    return {
      message(message, index) {
        const { sender, kind, bytes } = message;
        const text = kind === 'text' ? decodeText(bytes.subarray(0, headBytes)) : '';
        pings.take(message, index, text);
        const fault = isSocketIo && sender === 'server' ? connectError(text) : null;
        return fault === null ? [] : [fault];
      },
      end: () => pings.fault(),
    };
  },
};
