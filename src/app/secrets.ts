// The TLS key logs and private keys that the user gave: in memory alone, so that no link, saved file or storage
// has them.

import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import { secretKindOf } from '../decoder/model/secret-text.ts';
import type { DecodedCapture, ViewTarget } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import type { OpenSource, Patch } from './state.ts';

/** Largest key log, in bytes: the log of a browser that ran for months has some ten million. */
const maxKeyLog = 1 << 26;
/** Bytes that show whether a file is a key log or a private key. */
const headBytes = 1 << 16;

const secretNames = { 'tls-key-log': 'a TLS key log', 'private-key': 'a private key' } as const;

function waits(kind: CaptureSecret['kind']): string {
  return `This is ${secretNames[kind]}. It is kept in this page until you close it: now open the capture that it decrypts.`;
}

/** Files, the secrets among them as texts. */
interface SortedFiles {
  readonly captures: readonly File[];
  readonly secrets: readonly CaptureSecret[];
}

/** Tells secrets from captures. */
async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const captures: File[] = [];
  const secrets: CaptureSecret[] = [];
  for (const file of files) {
    const kind = file.size > maxKeyLog ? null : secretKindOf(await file.slice(0, headBytes).text());
    if (kind !== null) secrets.push({ kind, text: await file.text() });
    else captures.push(file);
  }
  return { captures, secrets };
}

/** What secrets need of the actions on the capture. */
interface CaptureSteps {
  open(source: OpenSource): Promise<void>;
  decode(
    doing: string,
    patches: readonly Patch[],
    call: (target: ViewTarget) => Promise<DecodedCapture>,
  ): Promise<void>;
}

/** Keeps the secrets, and gives them to what is open or opened. */
export function secretActions({ client, state, dispatch }: ActionContext, { open, decode }: CaptureSteps) {
  let secrets: CaptureSecret[] = [];

  /** Decrypts with a secret what is open; without a capture the secret waits for one. */
  async function decryptWith(secret: CaptureSecret): Promise<void> {
    secrets.push(secret);
    const { phase } = state();
    if (phase.kind === 'open') {
      dispatch({ type: 'dialog-shown', dialog: null });
      await decode('decrypting', [], (target) => client.call('keys', { secrets: [secret], target }));
    } else if (phase.kind === 'opening') await open(phase.source);
    else dispatch({ type: 'closed', message: waits(secret.kind) });
  }

  /** Uses a text that is a secret; `null` for any other text. */
  function takeText(text: string): Promise<void> | null {
    const kind = secretKindOf(text);
    return kind === null ? null : decryptWith({ kind, text });
  }

  async function openFiles(files: readonly File[]): Promise<void> {
    const { captures, secrets: given } = await sortFiles(files);
    const [file, ...others] = captures;
    if (file === undefined) {
      for (const secret of given) await decryptWith(secret);
      return;
    }
    secrets.push(...given);
    const further = others.map((other) => ({ file: other, name: other.name }));
    await open({ kind: 'file', file, name: file.name, ...(further.length > 0 && { further }) });
  }

  return {
    takeText,
    openFiles,
    secrets: () => secrets,
    forget: () => {
      secrets = [];
    },
  };
}
