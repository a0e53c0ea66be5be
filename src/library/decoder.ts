// The functions of the library.

import { explainText, unknownErrorText } from '../decoder/recognise/explain-text.ts';
import { checkFiles } from './configuration-files.ts';
import { DecodeError } from './decode-error.ts';
import { openSession } from './open-session.ts';
import type {
  CaptureReader,
  ConfigurationFile,
  ConfigurationOptions,
  DecodeOptions,
  Explanation,
  Input,
  OpenOptions,
  PermalinkOptions,
} from './options.ts';
import type * as results from './results.ts';

/**
 * Opens a capture, a dump or a text and decodes it. The reader gives its connections one by one, so that frames and
 * payloads of a large capture are not all in memory. A Blob (a file of a browser, `fs.openAsBlob` of Node) is read in
 * slices. Throws a DecodeError for an input that cannot be read.
 */
export async function open(input: Input, options: OpenOptions = {}): Promise<CaptureReader> {
  return (await openSession(input, options)).reader;
}

/**
 * Decodes a capture, a dump, bytes of a stream or a text that holds any of these, all at once: the object that
 * `inspect --json` writes. Throws a DecodeError for an input that cannot be read.
 */
export async function decode(
  input: Uint8Array | ArrayBuffer | string,
  options: DecodeOptions = {},
): Promise<results.Report> {
  return (await openSession(input, options)).reader.report();
}

/**
 * The causes of the worst connection of an input, best first; empty where the input has no connection. Throws a
 * DecodeError for an input that cannot be read.
 */
export async function diagnose(
  input: Uint8Array | ArrayBuffer | string,
  options: DecodeOptions = {},
): Promise<readonly results.Diagnosis[]> {
  const { view, reader } = await openSession(input, { ...options, maxRecords: 0 });
  const worst = view.groups.find(({ first }) => first !== null)?.first ?? view.connections[0]?.id;
  return worst === undefined ? [] : (await reader.connection(worst)).diagnosis;
}

/** What an error text comes from: who prints it, the header bits that give it, its causes by counted public cases. */
export function explain(text: string): Explanation {
  const { errors } = explainText(text);
  return { errors, note: errors.length > 0 ? null : unknownErrorText };
}

/**
 * Judges a configuration of a proxy or a development server (nginx, Apache, HAProxy, Caddy, Vite and others), as text
 * or as several files that belong together. `checks` is empty for a program that is known and not judged. Throws
 * a DecodeError for another text.
 */
export function checkConfiguration(
  input: string | readonly ConfigurationFile[],
  { name = 'configuration', url }: ConfigurationOptions = {},
): results.ConfigurationResult {
  const files = typeof input === 'string' ? [{ name, text: input }] : input;
  if (files.length === 0) throw new DecodeError('Expected a configuration, found no file.');
  const checked = checkFiles(files, url ?? null);
  if ('problem' in checked) throw new DecodeError(checked.problem);
  return checked.result;
}

/**
 * A link that holds the bytes of one connection and shows it in the page; `null` when it would be longer than links may
 * be. Secrets are replaced unless `redact` is false. Throws a DecodeError for an input that cannot be read, and where
 * it has no connection.
 */
export async function permalink(
  input: Uint8Array | ArrayBuffer | string,
  { page = '', connection, redact = true, ...options }: PermalinkOptions = {},
): Promise<string | null> {
  const { client, view } = await openSession(input, options);
  const worst = view.groups.find(({ first }) => first !== null)?.first ?? view.connections[0]?.id;
  const asked = connection ?? worst;
  if (asked === undefined || !view.connections.some(({ id }) => id === asked)) {
    throw new DecodeError('Expected a connection for the link, found none.');
  }
  const { fragment } = await client.call('share', {
    connection: asked,
    scope: 'connection',
    frame: null,
    field: null,
    blank: false,
    redact,
  });
  return fragment === null ? null : page + fragment;
}
