// The name of a recorded capture of a refused handshake, as links have it: `#sample=status-404`.

const prefix = 'status-';

/** The name of the capture whose response has a status. */
export const sampleNameOfStatus = (status: string): string => prefix + status;

/** The status in such a name; `null` for the name of another capture. */
export function statusOfSampleName(name: string): string | null {
  return name.startsWith(prefix) ? name.slice(prefix.length) : null;
}
