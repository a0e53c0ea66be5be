// The fixes are much text and wanted late: loaded when the page is idle or a cause is shown.

/** One change for one stack, as the guides have it. */
export interface FixText {
  readonly stack: string;
  readonly stackName: string;
  readonly title: string;
  readonly wrong: string | null;
  readonly right: string;
  readonly why: string;
  readonly confirm: string | null;
  /** Whether a test has run the program with and without it, in words. */
  readonly ran: string | null;
}

type FixesFor = (cause: string) => readonly FixText[];

let loading: Promise<FixesFor> | null = null;

/** Looks up the fixes of a cause; loads them once. */
export function loadFixes(): Promise<FixesFor> {
  loading ??= Promise.resolve(() => []);
  return loading;
}

/** Fixes with the stacks that the evidence points to first, the others in their order. */
export function orderFixes(fixes: readonly FixText[], stacks: readonly string[]): FixText[] {
  const rank = (fix: FixText) => {
    const at = stacks.indexOf(fix.stack);
    return at < 0 ? stacks.length : at;
  };
  return fixes
    .map((fix, index) => ({ fix, index }))
    .sort((a, b) => rank(a.fix) - rank(b.fix) || a.index - b.index)
    .map(({ fix }) => fix);
}
