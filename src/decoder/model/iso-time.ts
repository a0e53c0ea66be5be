// Instants of captures as people and programs write them.

/** An earlier time, in seconds since 1970, counts from the beginning of something: 1 January 1990. */
const firstPlausibleTime = 631_152_000;
/** Largest number of seconds that a JavaScript date holds. */
const lastPlausibleTime = 8.64e12;

/** Whether a time in seconds since 1970 is a date. */
export function isDate(seconds: number): boolean {
  return seconds >= firstPlausibleTime && seconds <= lastPlausibleTime;
}

/** A time in seconds since 1970 as ISO 8601 in UTC, to milliseconds or microseconds; `null` where no date holds it. */
export function isoTime(seconds: number, digits: 3 | 6): string | null {
  if (!(Math.abs(seconds) < lastPlausibleTime)) return null;
  const unit = 10 ** digits;
  const whole = Math.floor(seconds);
  const parts = Math.round((seconds - whole) * unit);
  const date = new Date((whole + Math.floor(parts / unit)) * 1000).toISOString().slice(0, 19);
  return `${date}.${String(parts % unit).padStart(digits, '0')}Z`;
}
