import { useEffect, useRef, useState } from 'react';
import type { PayloadBytes } from '../../app/payload-bytes.ts';
import { count, formatBytes } from '../../decoder/model/words.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { saveBlob } from '../shared/save-blob.ts';
import { fileStem, isTextual, readFile, saveLimit } from './save-payload.ts';

/** Saves a payload and reports the result. */
export function useSave(frame: FrameView, payload: PayloadBytes): { status: string; save: () => void } {
  const [status, setStatus] = useState('');
  const now = useRef({ payload, busy: false });
  useEffect(() => {
    now.current = { payload, busy: false };
    setStatus('');
  }, [payload]);

  async function run(): Promise<void> {
    const mine = now.current;
    if (mine.busy) return;
    // A result for a payload that is no longer shown is dropped.
    const say = (text: string) => now.current === mine && setStatus(text);
    const tooLarge = () =>
      say(
        `Not saved: a file holds at most ${formatBytes(saveLimit)}, this payload has ${formatBytes(payload.length)}.`,
      );
    if (payload.length > saveLimit) {
      tooLarge();
      return;
    }
    mine.busy = true;
    say('Saving…');
    const file = await readFile(payload, isTextual(frame, payload), (share) =>
      say(`Saving, ${Math.round(share * 100)} %.`),
    );
    mine.busy = false;
    if (file === null) {
      if (payload.length > saveLimit) tooLarge();
      else say('Not saved: the payload could not be read.');
      return;
    }
    const name = `${fileStem(frame, payload)}.${file.ending}`;
    saveBlob(name, file.blob);
    const zeros =
      file.lacking > 0
        ? ` The capture lacks ${count(file.lacking, 'byte')} of it: zeros stand in their place.`
        : '';
    say(`Saved ${name}, ${formatBytes(file.blob.size)}.${zeros}`);
  }

  return { status, save: () => void run() };
}
