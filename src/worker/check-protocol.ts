// What the page asks about a text without a capture. Types only.

import type { ConfigurationKind, ConfigurationReport, UrlReport } from '../decoder/configuration/report.ts';
import type { CheckedHandshake } from '../decoder/handshake-check/check.ts';
import type { LegComparison } from '../decoder/handshake-check/legs.ts';

/** A text that is taken for a configuration. */
export interface ConfigurationText {
  readonly text: string;
  /** The file's name, or `null`. */
  readonly name: string | null;
  /** The program that was chosen by hand, or `null`. */
  readonly kind: ConfigurationKind | null;
}

/** A handshake, and where there are two texts the same handshake behind a proxy, compared with it. */
export interface CheckedLegs {
  readonly outer: CheckedHandshake;
  readonly inner: CheckedHandshake | null;
  readonly comparison: LegComparison | null;
}

/** The operations, as `Operations` has them. */
export interface CheckOperations {
  checkConfiguration: { in: ConfigurationText; out: ConfigurationReport; progress: never };
  /** What becomes of a WebSocket URL; `null` when the text or the URL is not recognised. */
  followUrl: { in: ConfigurationText & { readonly url: string }; out: UrlReport | null; progress: never };
  checkHandshake: {
    in: { readonly outer: string; readonly inner: string | null };
    out: CheckedLegs;
    progress: never;
  };
}
