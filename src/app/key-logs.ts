// The TLS key logs that the user gave: in memory alone, so that no link, saved file or storage has them.

import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import { isKeyLog } from '../decoder/model/key-log-text.ts';
import type { DecodedCapture, ViewTarget } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import type { OpenSource, Patch } from './state.ts';

/** Largest key log, in bytes: the log of a browser that ran for months has some ten million. */
const maxKeyLog = 1 << 26;
/** Bytes that show whether a file is a key log. */
const headBytes = 1 << 16;

const keyLogWaits =
  'This is a TLS key log. It is kept in this page until you close it: now open the capture that it decrypts.';

/** Files, the key logs among them as texts. */
interface SortedFiles {
  readonly captures: readonly File[];
  readonly logs: readonly string[];
}

/** Tells key logs from captures. */
async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const captures: File[] = [];
  const logs: string[] = [];
  for (const file of files) {
    const isLog = file.size <= maxKeyLog && isKeyLog(await file.slice(0, headBytes).text());
    if (isLog) logs.push(await file.text());
    else captures.push(file);
  }
  return { captures, logs };
}

/** What key logs need of the actions on the capture. */
interface CaptureSteps {
  open(source: OpenSource): Promise<void>;
  decode(
    doing: string,
    patches: readonly Patch[],
    call: (target: ViewTarget) => Promise<DecodedCapture>,
  ): Promise<void>;
}

/** Keeps the key logs, and gives them to what is open or opened. */
export function keyLogActions({ client, state, dispatch }: ActionContext, { open, decode }: CaptureSteps) {
  let secrets: CaptureSecret[] = [];

  function add(text: string): CaptureSecret {
    const secret: CaptureSecret = { kind: 'tls-key-log', text };
    secrets.push(secret);
    return secret;
  }

  /** Decrypts with a key log what is open; without a capture the key log waits for one. */
  async function decryptWith(text: string): Promise<void> {
    const secret = add(text);
    const { phase } = state();
    if (phase.kind === 'open') {
      dispatch({ type: 'dialog-shown', dialog: null });
      await decode('decrypting', [], (target) => client.call('keys', { secrets: [secret], target }));
    } else if (phase.kind === 'opening') await open(phase.source);
    else dispatch({ type: 'closed', message: keyLogWaits });
  }

  async function openFiles(files: readonly File[]): Promise<void> {
    const { captures, logs } = await sortFiles(files);
    const [file, ...others] = captures;
    if (file === undefined) {
      for (const text of logs) await decryptWith(text);
      return;
    }
    for (const text of logs) add(text);
    const further = others.map((other) => ({ file: other, name: other.name }));
    await open({ kind: 'file', file, name: file.name, ...(further.length > 0 && { further }) });
  }

  return {
    decryptWith,
    openFiles,
    secrets: () => secrets,
    forget: () => {
      secrets = [];
    },
  };
}
