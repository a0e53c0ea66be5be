// The TLS key logs and private keys that the user gave: in memory alone, so that no link, saved file or storage
// has them.

import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import { secretKindOf, separateSecrets } from '../decoder/model/secret-text.ts';
import type { DecodedCapture, ViewTarget } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import type { OpenSource, Patch } from './state.ts';

const secretNames = { 'tls-key-log': 'a TLS key log', 'private-key': 'a private key' } as const;

function waits(kind: CaptureSecret['kind']): string {
  return `This is ${secretNames[kind]}. It is kept in this page until you close it: now open the capture that it decrypts.`;
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
    else dispatch({ type: 'closed', message: waits(secret.kind), text: '' });
  }

  /** Uses a text that is a secret; `null` for any other text. */
  function takeText(text: string): Promise<void> | null {
    const kind = secretKindOf(text);
    return kind === null ? null : decryptWith({ kind, text });
  }

  async function openFiles(files: readonly File[]): Promise<void> {
    const named = files.map((file) => ({ file, name: file.name }));
    const { others, secrets: given } = await separateSecrets(named);
    const [first, ...further] = others;
    if (first === undefined) {
      for (const secret of given) await decryptWith(secret);
      return;
    }
    secrets.push(...given);
    await open({ kind: 'file', ...first, ...(further.length > 0 && { further }) });
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
