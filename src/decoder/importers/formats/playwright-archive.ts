// ZIP archives of Playwright: a trace (trace.zip: `trace.network`, one JSON object a line, each entry of the
// network as in a HAR) and a HAR with its bodies beside it (recordHar with a path that ends in .zip). In both
// the messages of a WebSocket lie in a file of their own, one JSON object a line, which the entry names.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { decodeLatin1, decodeText, encodeText } from '../../bytes/utf8.ts';
import { readZip, ZipContents, type ZipEntry } from '../../bytes/zip.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import { HarReader } from '../json/har-reader.ts';
import { parseLenient } from '../json/repair.ts';
import { arrayOf, objectOf, stringOf } from '../json/values.ts';

type Fields = Readonly<Record<string, unknown>>;

const archiveCap = 1024 * 1024 * 1024;
const networkFile = /(?:^|\/)(?:[\w-]+-)?trace\.network$/;
const harFile = /\.har$/i;

const inflate = (bytes: Uint8Array, cap: number) => inflateRaw(bytes, cap).bytes;

function isWebSocket(entry: Fields): boolean {
  const request = objectOf(entry.request);
  return /^websocket$/i.test(stringOf(entry._resourceType)) || /^wss?:/i.test(stringOf(request.url));
}

/** The objects of a file with one JSON object a line; a line that the end of the file truncates is repaired. */
function linesOf(text: string): Fields[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => objectOf(parseLenient(line)));
}

class ArchiveRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #options: ImportOptions;
  readonly #bytes = new ByteBuilder(archiveCap);

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    this.#bytes.append(chunk);
    this.#sink.progress(this.#bytes.length);
  }

  end(): void {
    const bytes = this.#bytes.view();
    const { entries, damage } = readZip(bytes);
    if (damage !== null) {
      this.#sink.note({ level: 'warning', id: 'file-cut', text: `${damage} What could be found is read.` });
    }
    const files = new Map(entries.map((entry) => [entry.name.replaceAll('\\', '/'), entry]));
    const network = [...files].filter(([name]) => networkFile.test(name));
    const hars = [...files].filter(([name]) => harFile.test(name));
    const sources = network.length > 0 ? network : hars;
    const contents = new ZipContents(bytes, inflate);
    const textOf = (entry: ZipEntry) => decodeText(contents.read(entry));
    const found = sources.flatMap(([, entry]) =>
      network.length > 0 ? traceEntries(textOf(entry)) : harEntries(textOf(entry)),
    );
    // Other requests are of no interest, and their bodies are other files.
    const sockets = found.map((entry) => withMessages(entry, files, textOf));
    const { excess } = contents;
    if (excess !== null) this.#sink.note({ level: 'warning', id: 'too-large', text: excess });
    const reader = new HarReader(this.#sink, this.#options);
    this.#sink.describe(network.length > 0 ? 'trace of Playwright' : 'zipped HAR');
    const creator = { name: 'Playwright', version: '' };
    reader.push(encodeText(JSON.stringify({ log: { creator, entries: sockets } })));
    reader.end();
  }
}

function traceEntries(text: string): Fields[] {
  return linesOf(text)
    .filter(({ type }) => type === 'resource-snapshot')
    .map(({ snapshot }) => objectOf(snapshot))
    .filter(isWebSocket);
}

function harEntries(text: string): Fields[] {
  const log = objectOf(objectOf(parseLenient(text)).log);
  return arrayOf(log.entries).map(objectOf).filter(isWebSocket);
}

/** An entry with the messages of the file that it names. */
function withMessages(
  entry: Fields,
  files: ReadonlyMap<string, ZipEntry>,
  textOf: (entry: ZipEntry) => string,
): Fields {
  const name = stringOf(objectOf(objectOf(entry.response).content)._file);
  const file = files.get(name) ?? files.get(`resources/${name}`);
  if (file === undefined || entry._webSocketMessages !== undefined) return entry;
  return { ...entry, _webSocketMessages: linesOf(textOf(file)) };
}

/** Archives of Playwright. */
export const playwrightArchive: Importer = {
  id: 'playwright-archive',
  name: 'trace or zipped HAR of Playwright',
  text: false,
  sniff(head, { name }) {
    if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return 'no';
    const text = decodeLatin1(head);
    if (/trace\.(?:trace|network|stacks)/.test(text) || /[\w-]+\.har/.test(text)) return 'certain';
    return name !== null && /(?:trace|har)[\w.-]*\.zip$/i.test(name) ? 'likely' : 'no';
  },
  open: (sink, options) => new ArchiveRun(sink, options),
};
