// The captures offered on the empty screen. They are fetched once when the page is idle, so that a click
// needs no request.

import { fileUrl } from 'virtual:files';
import { samples, samplesByCause } from 'virtual:samples';
import { statusOfSampleName } from '../decoder/model/sample-name.ts';

/** One capture in `public/samples`. */
export interface Sample {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly hint: string;
}

const folder = 'samples/';
const bytes = new Map<string, Promise<Uint8Array>>();

/** The bytes of a sample, fetched once. */
export function sampleBytes(sample: Sample): Promise<Uint8Array> {
  let found = bytes.get(sample.id);
  if (!found) {
    found = fetch(fileUrl(folder + sample.file)).then(async (answer) => {
      if (!answer.ok) throw new Error(`The sample ${sample.file} is not on this server (${answer.status}).`);
      return new Uint8Array(await answer.arrayBuffer());
    });
    found.catch(() => bytes.delete(sample.id));
    bytes.set(sample.id, found);
  }
  return found;
}

/** A sample as an input to open. */
export async function sampleInput(sample: Sample) {
  const name = sample.file.split('/').at(-1) ?? sample.file;
  return { kind: 'bytes' as const, bytes: (await sampleBytes(sample)).slice(), name };
}

/** The recorded capture of an id of the list of samples, of a cause or of a status; `null`: there is none. */
export async function namedSample(name: string): Promise<Sample | null> {
  const listed = samples.find(({ id }) => id === name);
  if (listed !== undefined) return listed;
  const status = statusOfSampleName(name);
  const [key, recorded] =
    status === null
      ? [name, samplesByCause]
      : [status, (await import('virtual:status-samples')).samplesByStatus];
  const found = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
  return found === undefined ? null : { ...found, id: found.file, title: name };
}
