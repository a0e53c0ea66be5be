// What is said of texts without bytes: error texts, configurations, handshakes.

import type { Count, Id, Level, Sender } from './basic-types.ts';

/** One check of a handshake. */
export interface HandshakeCheck {
  readonly id: Id;
  readonly ok: boolean;
  readonly severity: 'error' | 'warning' | 'note';
  /** Expected, found. */
  readonly text: string;
  /** Such as `RFC 6455 4.1`. */
  readonly section: string;
  /** Name of what is checked; only in `audit`. */
  readonly title?: string;
}

/** An error text that was recognised, in the words of one program. */
export interface ErrorText {
  /** `ws 8`; `any`: nobody's own. */
  readonly implementation: string;
  readonly version: string | null;
  readonly role: Sender | null;
  /** Where a person meets it. */
  readonly shown: string | null;
  /** The line. */
  readonly text: string;
  /** What it means, in a sentence. */
  readonly note: string;
  /** Entries with the same number are about the same text. */
  readonly error: Count;
  readonly kind: string | null;
  readonly phase: 'frames' | 'handshake' | 'end' | null;
  /** A known text that it resembles, where no program prints exactly this. */
  readonly similarTo: string | null;
  readonly variables: readonly TextVariable[];
  /** Rules that give this text there. */
  readonly violations: readonly Id[];
  readonly patterns: readonly HeaderPattern[];
  /** What the first bytes are if they are not a frame. */
  readonly readings: readonly ByteReading[];
  /** Best first. */
  readonly causes: readonly ErrorCause[];
  /** The questions that split the causes best. */
  readonly questions: readonly Question[];
  /** Questions that the text answers itself, by their id. */
  readonly answers: Readonly<Record<string, 'yes' | 'no'>>;
  readonly stacks: readonly string[];
  /** Id of the guide that shows how to record what decides. */
  readonly capture: Id;
}

/** A variable part of an error text. */
export interface TextVariable {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Header bits that give an error text. */
export interface HeaderPattern {
  readonly rules: readonly Id[];
  readonly title: string;
  /** 16 bits; `null`: any. */
  readonly bits: readonly (0 | 1 | null)[];
  /** Such as `x7 xx`. */
  readonly bytes: string;
  readonly when: string;
}

/** What bytes are that look like a frame. */
export interface ByteReading {
  readonly name: string;
  readonly hex: string;
  readonly characters: string;
  readonly explanation: Id;
}

/** What an error text comes from. */
export interface ErrorCause {
  readonly cause: Id;
  readonly title: string;
  /** 0 to 1; the shares add up to at most 1. */
  readonly share: number;
  readonly explanation: Id;
  /** Other causes that it shows itself as. */
  readonly also: readonly Id[];
  readonly stacks: readonly string[];
  readonly how: string;
  readonly check: string;
  /** Public cases; `null`: not counted, then only the order means something. */
  readonly counted: CaseCount | null;
  readonly because: readonly string[];
  readonly cases: readonly PublicCase[];
}

/** Public cases with a cause, of all with this kind of text. */
export interface CaseCount {
  readonly cases: Count;
  readonly of: Count;
}

/** A public thread. */
export interface PublicCase {
  readonly url: string;
  readonly software: string;
}

/** A question that tells causes apart. */
export interface Question {
  readonly id: Id;
  readonly text: string;
  readonly how: string;
}

/** What the configuration check or the handshake check says of a text. */
export interface Check {
  readonly kind: 'configuration' | 'handshake' | 'url';
  readonly name: string;
  /** Where it begins: `null` where the input is one text. */
  readonly file: string | null;
  /** From 1. */
  readonly line: Count;
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  /** The next step; empty when the title says all. */
  readonly next: string;
  readonly cause: Id | null;
  readonly routes: readonly Route[];
  /** What becomes of the URL that was asked for. */
  readonly url: UrlResult | null;
  readonly unresolved: readonly Unresolved[];
  /** The smallest change that makes failing routes pass, as lines of a unified diff. */
  readonly diff: readonly string[];
  /** The whole text with that change. */
  readonly corrected: string | null;
  /** Of a handshake: the checks of its last request and response. */
  readonly audit: readonly HandshakeCheck[];
}

/** A route of a configuration. */
export interface Route {
  readonly where: string;
  readonly target: string;
  readonly verdict: 'passes' | 'fails' | 'cannot judge';
  readonly file: string | null;
  readonly line: Count;
  readonly findings: readonly RouteFinding[];
}

/** What is missing or wrong on a route. */
export interface RouteFinding {
  readonly id: Id;
  readonly severity: 'error' | 'unknown' | 'warning' | 'note';
  readonly text: string;
  readonly file: string | null;
  readonly line: Count;
  readonly cause: Id | null;
  /** `stack/id` of the change. */
  readonly fix: string | null;
}

/** A URL on its path through a configuration. */
export interface UrlResult {
  readonly verdict: 'passes' | 'fails' | 'cannot judge';
  readonly reason: string;
  readonly route: string | null;
  /** The path that the backend is asked for. */
  readonly backendPath: string | null;
  readonly steps: readonly UrlStep[];
  /** Each outcome, when something outside of the text decides that can be named; else empty. */
  readonly outcomes: readonly UrlOutcome[];
  /** Seconds after which a connection without a message is closed; `null` when the text sets no limit. */
  readonly silentSeconds: number | null;
}

/** One outcome of a URL that something outside of the text decides. */
export interface UrlOutcome {
  /** `the client comes from 10.0.0.0/8`. */
  readonly when: string;
  readonly verdict: 'passes' | 'fails';
}

/** One step from the listener to the backend. */
export interface UrlStep {
  readonly text: string;
  readonly file: string | null;
  readonly line: Count;
}

/** Something that a configuration refers to and does not contain. */
export interface Unresolved {
  readonly kind: 'include' | 'variable' | 'condition' | 'block' | 'syntax' | 'directive';
  readonly name: string;
  readonly text: string;
}

/** What `framescope check --json` writes. */
export interface ConfigurationResult {
  readonly source: ConfigurationSource;
  /** One entry; none for a program that is known and not judged. */
  readonly checks: readonly Check[];
}

/** The files that were checked. */
export interface ConfigurationSource {
  readonly kind: 'configuration';
  readonly files: readonly string[];
  /** How it was recognised, in words. */
  readonly recognised: string;
}

/** What `framescope handshake --json` writes of a pasted handshake. */
export interface HandshakeResult {
  /** One entry. */
  readonly checks: readonly Check[];
}
