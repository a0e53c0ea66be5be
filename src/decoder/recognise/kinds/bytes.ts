// Whatever an importer reads: bytes in text, the export of a tool with frames or messages.

import { encodeText } from '../../bytes/utf8.ts';
import { importerById, sniffInput } from '../../importers/sniff.ts';
import type { Grade } from '../../model/importer.ts';
import type { Certainty, PartKind, Recogniser } from '../recognition.ts';

/** Exports of tools, by what they hold. */
const exportKinds: Readonly<Record<string, PartKind>> = {
  burp: 'capture',
  charles: 'messages',
  framescope: 'capture',
  har: 'messages',
  mitmproxy: 'messages',
  netlog: 'capture',
  pcap: 'capture',
  pcapng: 'capture',
  saz: 'messages',
  snoop: 'capture',
  strace: 'bytes',
};

const certaintyOf: Readonly<Record<Exclude<Grade, 'no'>, Certainty>> = {
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
};

/** Recognises what an importer reads. A text that is only possibly hex is not recognised: importers refuse that in words. */
export const bytes: Recogniser = {
  kind: 'bytes',
  recognise({ text }) {
    const head = encodeText(text);
    const { best, tried } = sniffInput(head, { name: null, size: head.length, pasted: true });
    const [importer] = best;
    const grade = tried[0]?.grade ?? 'no';
    // A handshake as text is recognised as a handshake.
    if (importer === undefined || grade === 'no' || importer.id === 'http-text') return null;
    const isGiven = givesBytes(importer.id, head);
    if (!isGiven) return null;
    return {
      kind: exportKinds[importer.id] ?? 'bytes',
      name: importer.name,
      certainty: certaintyOf[grade],
      share: 1,
      format: importer.id,
    };
  },
};

/** Whether an importer opens a connection when it reads this text. */
function givesBytes(id: string, head: Uint8Array): boolean {
  let isOpened = false;
  const nothing = () => {};
  const connection = {
    data: nothing,
    gap: nothing,
    end: nothing,
    event: nothing,
    handshake: nothing,
    frameHeader: nothing,
    message: nothing,
    symptom: nothing,
  };
  const run = importerById(id)?.open(
    {
      connection: () => {
        isOpened = true;
        return connection;
      },
      note: nothing,
      describe: nothing,
      progress: nothing,
    },
    { name: null, size: head.length },
  );
  run?.push(head);
  run?.end();
  return isOpened;
}
