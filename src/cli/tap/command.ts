// `framescope tap`: a transparent TCP tap. docs/capturing.md says how to use it.

import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Writable } from 'node:stream';
import { visibleText } from '../../decoder/model/visible-text.ts';
import { formatBytes } from '../../decoder/model/words.ts';
import { pageFolder } from '../installation.ts';
import { pageAddress } from '../page-address.ts';
import { listenOnThisMachine } from '../serve/listen.ts';
import { openInBrowser } from '../serve/open-browser.ts';
import { printable, styleFor } from '../style.ts';
import { authority, parseTapArguments, type TapArguments } from './arguments.ts';
import { CaptureFile } from './capture-file.ts';
import { type Answer, Diagnoser, noAnswer } from './diagnosis.ts';
import { LiveRecording } from './live.ts';
import { Relay, type RelayEnd } from './relay.ts';

const usualPort = 9000;
/** An open connection that was silent for this long is diagnosed, in milliseconds. */
const quietMs = 1000;
/** Open connections with more bytes are diagnosed when they end. */
const maxWhileOpen = 16 << 20;
const maxSilentLooks = 20;

/** The streams of a run, and the signal that ends it. */
export interface TapStreams {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the user stops the tap. */
  readonly stop: AbortSignal;
}

class TapProblem extends Error {}

function nameOfNow(): string {
  return `tap-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.pcapng`;
}

async function createFile({ out, replace }: TapArguments): Promise<CaptureFile> {
  const path = out ?? nameOfNow();
  try {
    return await CaptureFile.create(path, replace);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EEXIST: 'a file of that name is there (--replace overwrites it)',
      ELOOP: 'that is a link',
      EACCES: 'no permission to write there',
      ENOENT: 'its folder does not exist',
      EISDIR: 'that is a folder',
    };
    throw new TapProblem(
      `Cannot write ${path}: ${reasons[code ?? ''] ?? code}. Name another file with --out.`,
    );
  }
}

async function listen(server: Server, { host, port }: TapArguments): Promise<number> {
  const attempt = async (wanted: number) => {
    server.listen({ host, port: wanted });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  try {
    return await attempt(port ?? usualPort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && port === null) return attempt(0);
    if (code === 'EADDRINUSE') {
      throw new TapProblem(
        `Port ${port} of ${host} is in use by another program. Choose another with --listen, or --listen 0 for a free one.`,
      );
    }
    if (code === 'EACCES') {
      throw new TapProblem(
        `No permission to listen on port ${port}: ports below 1024 need an administrator.`,
      );
    }
    throw new TapProblem(`Cannot listen on ${authority(host, port ?? usualPort)}: ${code ?? String(error)}.`);
  }
}

function endWords(end: RelayEnd, target: string): string {
  switch (end.kind) {
    case 'closed':
      return `closed, ${end.first} first`;
    case 'reset':
      return end.code === 'ECONNRESET' || end.code === 'EPIPE'
        ? `reset by the ${end.by}`
        : `lost: ${end.by} ${end.code}`;
    case 'unreachable':
      return `${target} ${end.code === 'ECONNREFUSED' ? 'refused the connection: nothing listens there' : `could not be reached: ${end.text}`}. The tap goes on listening`;
    case 'stopped':
      return 'open until the tap stopped';
  }
}

/** A running tap: its connections, their diagnoses, and its output. */
class Tap {
  readonly #options: TapArguments;
  readonly #file: CaptureFile;
  readonly #streams: TapStreams;
  readonly #diagnoser = new Diagnoser();
  readonly #open = new Set<Relay>();
  readonly #jobs = new Set<Promise<void>>();
  /** Cause printed for a connection that was still open. */
  readonly #reportedCause = new Map<Relay, string | null>();
  readonly #looked = new Map<Relay, { active: number; times: number }>();
  #looking = false;
  #count = 0;
  readonly counts: Record<string, number> = {};

  constructor(options: TapArguments, file: CaptureFile, streams: TapStreams) {
    this.#options = options;
    this.#file = file;
    this.#streams = streams;
  }

  get #target(): string {
    return authority(this.#options.target.host, this.#options.target.port);
  }

  say(text: string): void {
    this.#streams.stdout.write(`${text}\n`);
  }

  /** Takes a connection; resolves after its last line of output. */
  take(relay: Relay): Promise<void> {
    this.#open.add(relay);
    this.#count++;
    this.say(`#${relay.id} ${authority(relay.client.address, relay.client.port)} opens`);
    const job = relay.ended.then((end) => this.#over(relay, end)).finally(() => this.#jobs.delete(job));
    this.#jobs.add(job);
    return job;
  }

  async #ask(relay: Relay, open: boolean): Promise<Answer> {
    await this.#file.flush();
    const { headerRange, path } = this.#file;
    const { isTTY, columns } = this.#streams.stdout;
    return this.#diagnoser.ask({
      path,
      ranges: [[headerRange.start, headerRange.end], ...relay.ranges.list()],
      client: authority(relay.client.address, relay.client.port),
      number: relay.id,
      open,
      terminal: { isTTY: isTTY === true, columns },
      page: pageAddress(this.#options.page, this.#streams.env),
    });
  }

  async #over(relay: Relay, end: RelayEnd): Promise<void> {
    this.#open.delete(relay);
    this.#looked.delete(relay);
    const reported = this.#reportedCause.get(relay);
    this.#reportedCause.delete(relay);
    const seconds = ((Date.now() - relay.started) / 1000).toFixed(1);
    const { client, server } = relay.bytes;
    const moved = `${seconds} s, client ${formatBytes(client)}, server ${formatBytes(server)}`;
    const ended = endWords(end, this.#target);
    if (client + server === 0) {
      this.#tally(end.kind === 'unreachable' ? 'unreachable' : 'empty');
      this.say(`#${relay.id} ${ended}.${end.kind === 'unreachable' ? '' : ' No bytes were sent.'}`);
      return;
    }
    const answer = this.#file.failed ? noAnswer : await this.#ask(relay, false);
    const style = styleFor(this.#streams.stdout, this.#streams.env);
    this.#tally(relay.tls ? 'encrypted' : (answer.level ?? 'not WebSocket'));
    const head = `#${relay.id} ${ended} (${moved}).`;
    if (answer.failure !== null) this.say(`${head} It could not be read: ${printable(answer.failure)}`);
    else if (this.#file.failed)
      this.say(`${head} The file does not hold all of it, so there is no diagnosis.`);
    else if (relay.tls) this.say(`${head} ${tlsWords}`);
    else if (answer.level === null) this.say(`${head} There is no WebSocket in it.`);
    else if (answer.text !== '' && (reported === undefined || reported !== answer.cause)) {
      this.say(`${head}\n${answer.text}\n`);
    } else {
      const headline = printable(answer.headline);
      this.say(`${head} ${answer.text === '' ? style.good(headline) : style.bad(headline)}`);
    }
  }

  #tally(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** Diagnoses open connections that have gone silent: a peer that waits for missing bytes does not close. */
  async look(): Promise<void> {
    if (this.#looking || this.#file.failed) return;
    this.#looking = true;
    try {
      for (const relay of [...this.#open]) {
        const before = this.#looked.get(relay) ?? { active: 0, times: 0 };
        const { client, server } = relay.bytes;
        const quiet = Date.now() - relay.lastActive >= quietMs;
        if (!quiet || relay.lastActive === before.active || before.times >= maxSilentLooks) continue;
        if (relay.tls || this.#reportedCause.has(relay) || client + server === 0) continue;
        if (client + server > maxWhileOpen) continue;
        this.#looked.set(relay, { active: relay.lastActive, times: before.times + 1 });
        const answer = await this.#ask(relay, true);
        if (answer.breaks === 0 || answer.text === '' || !this.#open.has(relay)) continue;
        this.#reportedCause.set(relay, answer.cause);
        this.say(`#${relay.id} is broken and still open.\n${answer.text}\n`);
      }
    } finally {
      this.#looking = false;
    }
  }

  /** Ends open connections and prints the summary. True when all were sound. */
  async finish(): Promise<boolean> {
    for (const relay of this.#open) relay.stop();
    while (this.#jobs.size > 0) await Promise.all(this.#jobs);
    await this.#file.close().catch(() => {});
    await this.#diagnoser.close();
    const parts = Object.entries(this.counts).map(([kind, count]) => `${count} ${kind}`);
    const what = `${this.#count} ${this.#count === 1 ? 'connection' : 'connections'}`;
    if (this.#file.failed) {
      const kept = formatBytes(this.#file.written);
      this.say(
        `${what}. The recording is not complete: ${printable(this.#file.path)} holds its first ${kept}.`,
      );
      return false;
    }
    this.say(
      `${what}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}. Recorded ${formatBytes(this.#file.size)} in ${printable(this.#file.path)}`,
    );
    const { broken = 0, warning = 0, unreachable = 0 } = this.counts;
    return broken + warning + unreachable === 0;
  }
}

const tlsWords =
  'The bytes are TLS: what was said is encrypted and stays so. Tap inside the process (public/taps), or take a NetLog of the browser.';

/** How long the page may take to read the last bytes of a recording, in milliseconds. */
const lastBytesMs = 1000;

/** The folder of the page that `--open` shows; `null` without it. */
function folderToOpen({ open }: TapArguments): string | null {
  const folder = open ? pageFolder() : null;
  if (open && folder === null)
    throw new TapProblem('Expected the built page for --open, found none. Build it with: npm run build');
  return folder;
}

/** Opens the page on a recording that grows. */
async function showLive(
  folder: string,
  file: CaptureFile,
  ended: AbortSignal,
  { stdout, stderr }: TapStreams,
): Promise<{ close(): Promise<void> }> {
  const live = new LiveRecording(file, ended);
  const { address, server } = await listenOnThisMachine(folder, null, live);
  const shown = `${address}#live=${live.token}`;
  stdout.write(`Page: ${shown}\n`);
  openInBrowser(shown, stderr);
  return {
    async close() {
      server.close();
      server.closeIdleConnections();
      const closed = new Promise((resolve) => server.once('close', resolve));
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, lastBytesMs).unref())]);
      server.closeAllConnections();
    },
  };
}

async function run(words: readonly string[], streams: TapStreams): Promise<number> {
  const options = parseTapArguments(words);
  if ('problem' in options) throw new TapProblem(options.problem);
  const { target } = options;
  const folder = folderToOpen(options);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  const port = await listen(server, options);
  if (port === target.port && ['127.0.0.1', 'localhost', '::1', options.host].includes(target.host)) {
    server.close();
    throw new TapProblem(`The tap would forward to itself: choose another port than ${port} with --listen.`);
  }
  const file = await createFile(options).catch((error) => {
    server.close();
    throw error;
  });
  const tap = new Tap(options, file, streams);
  const recorded = new AbortController();
  const page =
    folder === null
      ? null
      : await showLive(folder, file, recorded.signal, streams).catch(async (error) => {
          server.close();
          await file.close();
          // It holds no connection yet.
          await rm(file.path, { force: true });
          throw error;
        });
  file.onFailure = (error) => tap.say(`Recording stopped: ${printable(error.message)}. Forwarding goes on.`);
  const scheme = target.tls ? 'wss' : 'ws';
  const shown = ['0.0.0.0', '::'].includes(options.host) ? '127.0.0.1' : options.host;
  const own = `${scheme}://${authority(shown, port)}${target.path}`;
  tap.say(`Tap: ${own} -> ${authority(target.host, target.port)}, recording to ${printable(file.path)}`);
  tap.say(`Connect to ${own} instead. Ctrl+C ends.`);
  if (target.tls)
    tap.say(`TLS passes through untouched, with the certificate of ${target.host}. ${tlsWords}`);
  let next = 1;
  const first = new Promise<void>((resolve) => {
    server.on('connection', (client) => {
      const done = tap.take(new Relay(next++, client, target, file));
      if (!options.once) return;
      server.close();
      void done.then(resolve);
    });
  });
  // For example too many open files: that client fails, and the tap continues.
  server.on('error', (error) => tap.say(`A connection could not be taken: ${error.message}.`));
  const looks = setInterval(() => void tap.look(), quietMs / 2);
  const stopped = new Promise<void>((resolve) => {
    if (streams.stop.aborted) resolve();
    streams.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([first, stopped]);
  clearInterval(looks);
  server.close();
  const isSound = await tap.finish();
  recorded.abort();
  await page?.close();
  return isSound ? 0 : 1;
}

/**
 * Runs `tap` with the words after its name. Resolves to the exit status: 0 sound, 1 something was broken, 2
 * it could not run.
 */
export async function tap(words: readonly string[], streams: TapStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    streams.stderr.write(`tap: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    if (!(error instanceof TapProblem) && error instanceof Error && streams.env.FRAMESCOPE_DEBUG) {
      streams.stderr.write(`${visibleText(error.stack ?? '')}\n`);
    }
    return 2;
  }
}
