// A proxy, as the check knows it: its names, and a function that reads its configuration into the route model.

import type { EditIntent, Route, RouteModel } from './model.ts';
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
  /** Text edits for the intents that need this program's directives; the others are done in `edits.ts`. */
  readonly programEdits: (wanted: readonly WantedEdits[]) => Edit[];
}

/** One program whose configuration is read. */
export interface Program {
  readonly names: ProgramNames;
  /** Parses a text and makes the route model. Never throws. */
  readonly read: (text: string) => ReadConfiguration;
}
