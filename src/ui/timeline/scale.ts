// Where a time lies on the chart, and the labels of its axis.

/** A span of time, in seconds from the connection's first byte. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Least length of a span, in seconds: captures count microseconds. */
const shortest = 1e-5;

/** The distance of an instant from the left end, in pixels. */
export function placeOf(time: number, { from, to }: Span, width: number): number {
  return ((time - from) / (to - from)) * width;
}

/** Round instants for the axis, at most one in `apart` pixels. */
export function ticksOf({ from, to }: Span, width: number, apart = 96): number[] {
  const rough = ((to - from) / Math.max(width, 1)) * apart;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  const step = unit * power;
  const first = Math.ceil(from / step);
  const ticks: number[] = [];
  for (let i = first; i * step <= to; i++) ticks.push(i * step);
  return ticks;
}

/** An instant as the axis shows it, as exact as ticks that far apart need. */
export function tickLabel(time: number, apart: number): string {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(apart))));
  if (apart >= 60) {
    const minutes = Math.floor(time / 60);
    const seconds = String(Math.round(time - minutes * 60)).padStart(2, '0');
    return `${minutes}:${seconds} min`;
  }
  return `${time.toFixed(digits)} s`;
}

/** A span within the whole connection, moved where it would reach over its ends. */
function within(from: number, length: number, whole: number): Span {
  const bounded = Math.min(Math.max(length, shortest), whole);
  const start = Math.min(Math.max(0, from), whole - bounded);
  return { from: start, to: start + bounded };
}

/** The span around an instant, `factor` times as long; the instant keeps its place. */
export function zoomed({ from, to }: Span, at: number, factor: number, whole: number): Span {
  const length = (to - from) * factor;
  const share = (at - from) / (to - from);
  return within(at - share * length, length, whole);
}

/** The span moved by a share of its length. */
export function moved({ from, to }: Span, share: number, whole: number): Span {
  return within(from + (to - from) * share, to - from, whole);
}

/** The span between two instants in any order. */
export function between(a: number, b: number, whole: number): Span {
  return within(Math.min(a, b), Math.abs(a - b), whole);
}

/** The span that a key asks for; `null` for all of the connection, `undefined` for a key that asks for nothing. */
export function spanAfterKey(span: Span, key: string, whole: number): Span | null | undefined {
  switch (key) {
    case 'ArrowLeft':
      return moved(span, -0.25, whole);
    case 'ArrowRight':
      return moved(span, 0.25, whole);
    case '+':
    case '=':
      return zoomed(span, (span.from + span.to) / 2, 0.5, whole);
    case '-':
      return zoomed(span, (span.from + span.to) / 2, 2, whole);
    case 'Home':
      return null;
    default:
      return undefined;
  }
}
