// The token tree that the build makes of `docs/causes/*.md`. Types only: build and page share them.

/** Inline content of a block. */
export type Inline =
  | string
  | { k: 'b' | 'i'; c: Inline[] }
  | { k: 'code'; text: string }
  | { k: 'a'; href: string; c: Inline[] };

/** A block of a page. */
export type Block =
  | { k: 'h'; d: number; c: Inline[] }
  | { k: 'p'; c: Inline[] }
  | { k: 'pre'; text: string }
  | { k: 'list'; ordered: boolean; items: Block[][] }
  | { k: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { k: 'quote'; c: Block[] }
  | { k: 'hr' };

/** Page by cause id. */
export type CausePages = Record<string, Block[]>;
