// A proxy, as the check knows it: its names, and a function that reads its configuration into the route
// model.

import type { EditIntent, Route, RouteModel, Site, Span } from './model.ts';
import type { Edit } from './report.ts';

/** Names that the rules and the report use for a program. */
export interface ProgramNames {
  /** `nginx`, for sentences. */
  readonly name: string;
  /** Ids of findings, by the id of the rule, where they differ from it. */
  readonly ids: Readonly<Record<string, string>>;
  /** `<stack>/<fix>` of the guides, by the id of the rule. A rule without an entry names no fix. */
  readonly fixes: Readonly<Record<string, string>>;
}

/** Edits that the findings of a route ask for. */
export interface WantedEdits {
  readonly route: Route;
  readonly intents: readonly EditIntent[];
}

/** A configuration after parsing. */
export interface ReadConfiguration {
  readonly model: RouteModel;
  /** Which route of a site takes a request; without it the first one whose path matches does. */
  readonly select?: (site: Site, request: UrlRequest) => Selection;
  /** Text edits for the intents that need this program's directives; the others are done in `edits.ts`. */
  readonly programEdits: (wanted: readonly WantedEdits[]) => Edit[];
}

/** The URL that a WebSocket is opened with, taken apart. */
export interface UrlRequest {
  /** Lower case, without the port. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Begins with `/`; without the query. */
  readonly path: string;
  /** What follows `?`; empty when there is none. */
  readonly query: string;
  /** Who opens it, as far as that is known. */
  readonly asker?: Asker;
  /** True when a proxy of the same text sends it on. */
  readonly isForwarded?: boolean;
}

/** The client that opens a WebSocket. What is absent is not known. */
export interface Asker {
  /** The address that it comes from. */
  readonly address?: string;
  /** The page's origin; null when the request has no Origin header. */
  readonly origin?: string | null;
  /** The subprotocol that it offers; null when it offers none. */
  readonly protocol?: string | null;
  /** User-Agent headers of such clients; an empty one stands for a client that sends none. */
  readonly userAgents?: readonly string[];
}

/** One step of a request through a configuration. */
export interface ReachStep {
  readonly text: string;
  readonly span: Span;
}

/** The route of a site that a request comes to. */
export interface Selection {
  /** Null when no route takes it. */
  readonly route: Route | null;
  readonly steps: readonly ReachStep[];
  /** False when another route could take it for reasons that this text does not tell. */
  readonly isCertain: boolean;
  /** The path after rewrites, when they changed it. */
  readonly path?: string;
  /** Routes that take the request perhaps, before the one that takes it otherwise. */
  readonly candidates?: readonly Route[];
}

/** One program whose configuration is read. */
export interface Program {
  readonly names: ProgramNames;
  /**
   * Parses a text and makes the route model. With a request, conditions are evaluated for it; without one they hold
   * for every WebSocket or stay open. Never throws.
   */
  readonly read: (text: string, request?: UrlRequest) => ReadConfiguration;
  /** Lines on which the program itself puts the value of `${NAME}`, and which tell where a request goes. */
  readonly variableLines?: RegExp;
  /** True when a host that no site names is served by none. */
  readonly hasStrictHosts?: boolean;
}
