// The events of a NetLog with their names: numbers of types differ from build to build and stand in `constants`.

import { arrayOf, numberOf, objectOf, stringOf } from './values.ts';

/** Members of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** One event. */
export interface NetlogEvent {
  readonly type: string;
  /** Number of what it happened to, and the kind of that: SOCKET, URL_REQUEST, HTTP2_SESSION, ... */
  readonly source: number;
  readonly sourceType: string;
  readonly begin: boolean;
  readonly params: Fields;
  /** Seconds since 1970. */
  readonly time: number;
  /** Number of the source that this one hangs on, or NaN. */
  readonly depends: number;
}

function namesOf(table: unknown): Map<number, string> {
  return new Map(Object.entries(objectOf(table)).map(([name, value]) => [numberOf(value), name]));
}

/** Types that say something of a WebSocket; others matter for what they hang on, or for an address. */
const telling =
  /^(SOCKET_|SSL_|TCP_CONNECT|HTTP2_SESSION_|HTTP_TRANSACTION_.*HEADERS|WEBSOCKET_|FAILED|REQUEST_ALIVE)/;

/** What `constants` says. */
export class NetlogConstants {
  readonly #types: Map<number, string>;
  readonly #sourceTypes: Map<number, string>;
  readonly #netErrors: Map<number, string>;
  readonly #telling: Set<number>;
  readonly #tickOffset: number;
  /** Bytes of sockets may be in the log. */
  readonly everything: boolean;
  /** The browser, or ''. */
  readonly program: string;

  constructor(constants: Fields) {
    this.#types = namesOf(constants.logEventTypes);
    this.#telling = new Set([...this.#types].filter(([, name]) => telling.test(name)).map(([type]) => type));
    this.#sourceTypes = namesOf(constants.logSourceType);
    this.#netErrors = namesOf(constants.netError);
    this.#tickOffset = numberOf(constants.timeTickOffset) || 0;
    this.everything = stringOf(constants.logCaptureMode) !== 'Default';
    const client = objectOf(constants.clientInfo);
    this.program = `${stringOf(client.name)} ${stringOf(client.version)}`.trim();
  }

  /** The name of a type, or ''. */
  typeName(type: number): string {
    return this.#types.get(type) ?? '';
  }

  /** The name of a net error, or ''. */
  netError(code: number): string {
    return this.#netErrors.get(code) ?? '';
  }

  /** Whether the text of an event is worth parsing: most of a log is not. */
  matters(text: string): boolean {
    // Chrome writes the members in the order of their names, so the type is last.
    const at = text.lastIndexOf('"type":');
    return (
      at < 0 ||
      text.indexOf('}', at) !== text.length - 1 ||
      this.#telling.has(Number(text.slice(at + 7, -1))) ||
      text.includes('"source_dependency"') ||
      /"url":\s*"ws/i.test(text)
    );
  }

  event(raw: Fields): NetlogEvent {
    const source = objectOf(raw.source);
    const params = objectOf(raw.params);
    return {
      type: this.typeName(numberOf(raw.type)) || stringOf(raw.type),
      source: numberOf(source.id),
      sourceType: this.#sourceTypes.get(numberOf(source.type)) ?? '',
      begin: numberOf(raw.phase) === 1,
      params,
      time: (this.#tickOffset + numberOf(raw.time)) / 1000,
      depends: numberOf(objectOf(params.source_dependency).id),
    };
  }
}

/** Header lines of an event's `headers`. */
export function linesOf(params: Fields): string[] {
  return arrayOf(params.headers).map(stringOf);
}
