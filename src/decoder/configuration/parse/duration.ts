// Times as configurations write them.

const secondsPerUnit: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  M: 2592000,
  y: 31536000,
};

/** Seconds of a time such as `60`, `60s`, `1h30m`, `500ms`; null when it cannot be read. */
export function secondsOf(text: string, bareUnitSeconds = 1): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * bareUnitSeconds;
  let total = 0;
  let rest = trimmed;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d|w|M|y)\s*/.exec(rest);
    if (!part) return null;
    total += Number(part[1]) * secondsPerUnit[part[2]];
    rest = rest.slice(part[0].length);
  }
  return total;
}
