// The configuration of a proxy or a server: those that the configuration check judges, and others by name alone.

import { otherConfiguration } from '../../configuration/other/other.ts';
import { readPaste } from '../../configuration/paste/paste.ts';
import { recogniseConfiguration } from '../../configuration/recognise.ts';
import { configurationNames } from '../judged-programs.ts';
import { sourceLine } from '../names.ts';
import { type Certainty, type Recogniser, shareOf } from '../recognition.ts';

/** Parts of a configuration that are pasted alone and that no other program has. */
const fragments: readonly (readonly [kind: 'nginx', sign: RegExp])[] = [
  ['nginx', /^[ \t]*map[ \t]+\$http_\w+[ \t]+\$\w+[ \t]*\{[^}]*;\s*\}/m],
];

/** Words of other text that a configuration has in its comments at most. */
const configurationLine =
  /^\s*(?:#.*|<\/?[\w:.-]+[^>]*>.*|[\w$@.*"'/:~^|()\\?+[\]-]+(?:\s+.*)?[;{}]|[}\])]+[;,]?|-?\s*["']?[\w.$/@-]+["']?\s*[:=].*|-\s+\S+.*|[A-Za-z_-]+(?:\s+\S+)+|[\w.@*:/-]+(?:, [\w.@*:/-]+)*\s*\{|\[[\w.\s"'-]+\]|\w+)\s*$/;

function lineShare(lines: readonly string[]): number {
  return shareOf(lines, (line) => configurationLine.test(line.slice(0, 300)));
}

function otherKindOf(text: string): { name: string; certainty: Certainty } | null {
  const other = otherConfiguration(text);
  return other && { name: other.name, certainty: other.isCertain ? 'certain' : 'likely' };
}

/** Recognises a configuration. */
export const configuration: Recogniser = {
  kind: 'configuration',
  recognise({ text, lines }) {
    const pasted = readPaste(text);
    const share = Math.max(lineShare(lines), pasted.hadPrefixes ? lineShare(pasted.text.split(/\r?\n/)) : 0);
    const other = otherKindOf(pasted.isInner || pasted.hadPrefixes ? pasted.text : text);
    const kind =
      recogniseConfiguration(pasted.text).kind ?? fragments.find(([, sign]) => sign.test(text))?.[0] ?? null;
    if (kind === 'caddy' && sourceLine.test(text)) return null;
    if (kind !== null && (other === null || other.certainty !== 'certain')) {
      const signs = lines.filter((line) => /[;{}]\s*$|^\s*[\w-]+:|^\s*[\w-]+\s+\S/.test(line)).length;
      if (signs === 0 || share < 0.5) return null;
      return {
        kind: 'configuration',
        name: configurationNames[kind],
        certainty: 'certain',
        share,
        format: null,
      };
    }
    if (other === null || share < 0.5) return null;
    return { kind: 'configuration', ...other, share, format: null };
  },
};
