// What a text of VCL consists of.

import type { Span } from '../model.ts';

/** An expression. */
export type Expression = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    /** As written, with its unit: `60s`. */
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'call'; readonly name: string; readonly values: readonly Expression[] }
    | { readonly kind: 'not'; readonly of: Expression }
    | { readonly kind: 'all' | 'any'; readonly parts: readonly Expression[] }
    | Comparison
    /** `a + b`; `isJoin` is false when other operators than + stand in it. */
    | { readonly kind: 'sum'; readonly parts: readonly Expression[]; readonly isJoin: boolean }
  );

/** `req.http.Upgrade ~ "websocket"`. */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export type Statement =
  | (Span & {
      readonly kind: 'set';
      readonly target: string;
      readonly operator: string;
      readonly value: Expression;
    })
  | (Span & { readonly kind: 'unset'; readonly target: string })
  | (Span & { readonly kind: 'call'; readonly name: string })
  | Return
  | Choice
  | (Span & { readonly kind: 'new'; readonly name: string; readonly value: Expression })
  | (Span & { readonly kind: 'do'; readonly value: Expression })
  | (Span & { readonly kind: 'block'; readonly body: readonly Statement[] });

/** `return (synth(404, "no"))`; without an action it leaves a subroutine that was called. */
export interface Return extends Span {
  readonly kind: 'return';
  readonly action: string | null;
  readonly values: readonly Expression[];
}

/** `if`, with its further branches; the last one may have no condition. */
export interface Choice extends Span {
  readonly kind: 'choice';
  readonly branches: readonly {
    readonly condition: Expression | null;
    readonly body: readonly Statement[];
    readonly head: Span;
  }[];
}

/** A field of a backend or a probe: `.host = "127.0.0.1";`. */
export interface Field extends Span {
  readonly name: string;
  /** A string (several are joined), a number, a name, or the fields of a probe. */
  readonly value: Expression | readonly Field[];
}

export interface BackendDeclaration extends Span {
  readonly kind: 'backend' | 'probe';
  readonly name: string;
  /** Null for `backend default none;`. */
  readonly fields: readonly Field[] | null;
}

export interface AclDeclaration extends Span {
  readonly kind: 'acl';
  readonly name: string;
  readonly entries: readonly {
    readonly isNot: boolean;
    readonly network: string;
    readonly isOpen: boolean;
  }[];
}

export interface Subroutine extends Span {
  readonly kind: 'sub';
  readonly name: string;
  readonly body: readonly Statement[];
  /** Of the closing brace. */
  readonly close: number;
}

export type Declaration =
  | BackendDeclaration
  | AclDeclaration
  | Subroutine
  | (Span & { readonly kind: 'import' | 'include'; readonly name: string });

/** What the syntax does not allow; nothing after it is read. */
export interface SyntaxFault {
  readonly text: string;
  readonly span: Span;
}

export interface VclFile {
  /** `4.1`; null when the text does not begin with a version. */
  readonly version: string | null;
  readonly declarations: readonly Declaration[];
  readonly fault: SyntaxFault | null;
}
