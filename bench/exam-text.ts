// The examination of recognition: each text below e2e/texts is in the folder of the kind that it is.
//   npm run exam -- text

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recognise } from '../src/decoder/recognise/recognise.ts';

const root = fileURLToPath(new URL('../e2e/texts', import.meta.url));

/**
 * Prints, per kind, how many texts were recognised, and how many are taken for bytes that hold none. Gives
 * those.
 */
export function examineTexts(): number {
  let falseCount = 0;
  for (const kind of readdirSync(root).filter((name) => name !== 'make')) {
    const files = readdirSync(join(root, kind));
    const found = files.map((file) => ({
      file,
      kind: recognise(readFileSync(join(root, kind, file), 'utf8')).kind,
    }));
    const wrong = found.filter((each) => each.kind !== kind);
    const asBytes = kind === 'bytes' || kind === 'mixed' ? [] : wrong.filter((each) => each.kind === 'bytes');
    falseCount += asBytes.length;
    const named = wrong.map((each) => `${each.file} as ${each.kind}`).join(', ');
    console.log(
      `${kind.padEnd(14)} ${files.length - wrong.length} of ${files.length} right, ${asBytes.length} taken for bytes ${named}`,
    );
  }
  return falseCount;
}
