// The events of a NetLog with names. Type numbers differ from build to build; `constants` maps them.

import { arrayOf, numberOf, objectOf, stringOf } from './values.ts';

/** Members of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** One event. */
export interface NetlogEvent {
  readonly type: string;
  /** Id and type of the event's source: SOCKET, URL_REQUEST, HTTP2_SESSION, ... */
  readonly source: number;
  readonly sourceType: string;
  readonly begin: boolean;
  readonly params: Fields;
  /** Seconds since 1970. */
  readonly time: number;
  /** Id of the source that the event links to, or NaN. */
  readonly depends: number;
}

function namesOf(table: unknown): Map<number, string> {
  return new Map(Object.entries(objectOf(table)).map(([name, value]) => [numberOf(value), name]));
}

/** Event types about WebSockets; other types matter for their source links or addresses. */
const telling =
  /^(SOCKET_|SSL_|TCP_CONNECT|HTTP2_SESSION_|HTTP_TRANSACTION_.*HEADERS|WEBSOCKET_|FAILED|REQUEST_ALIVE)/;

/** The parsed `constants`. */
export class NetlogConstants {
  readonly #types: Map<number, string>;
  readonly #sourceTypes: Map<number, string>;
  readonly #netErrors: Map<number, string>;
  readonly #telling: Set<number>;
  readonly #tickOffset: number;
  /** The log may contain bytes of sockets. */
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

  /** True when an event must be parsed; most events of a log need not be. */
  matters(text: string): boolean {
    // Chrome writes members in alphabetical order, so the type is last.
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
