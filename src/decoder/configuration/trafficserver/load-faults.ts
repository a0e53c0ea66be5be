// What Traffic Server refuses in remap.config. Seen on 9.2.

import { type EditIntent, type Span, spanOf } from '../model.ts';
import { type LoadFault, syntaxFault } from '../parse/load-fault.ts';
import type { RemapLine, TrafficServerFiles } from './parse.ts';
import { isRemapName, meantName, type RemapUrl, type Rule, remapUrl, webSocketScheme } from './rules.ts';

function refusal(name: string, text: string, at: Span, edits?: readonly EditIntent[]): LoadFault {
  const words = `${text}: remap.config is not loaded, and Traffic Server does not start.`;
  return syntaxFault(name, words, at, edits);
}

/** Everything that is refused. */
export function loadFaults({ lines }: TrafficServerFiles, rules: readonly Rule[]): LoadFault[] {
  return [...lines.flatMap(lineFaults), ...duplicates(rules)];
}

function lineFaults(line: RemapLine): LoadFault[] {
  const { name, words } = line;
  const [first, from, to] = words;
  if (!isRemapName(name)) {
    const near = meantName(name);
    const edits: EditIntent[] = near === null ? [] : [{ kind: 'replace', span: first, text: near }];
    const text = `${first.text} begins no line of remap.config`;
    // A line without URLs may be of what surrounds the text.
    if (near === null && !words.some((word) => word.text.includes('://'))) {
      return [
        { fact: { kind: 'directive', name: first.text, text: `${text}.`, span: spanOf(first) }, edits },
      ];
    }
    return [refusal(name, text, first, edits)];
  }
  if (name.startsWith('.')) return [];
  if (!from || !to) return [refusal(name, `Expected two URLs after ${first.text}`, line)];
  for (const word of [from, to]) {
    if (remapUrl(word) === null) {
      return [refusal(name, `Expected a URL such as ws://host/path, found ${word.text}`, word)];
    }
  }
  return schemeFaults(name, remapUrl(from) as RemapUrl, remapUrl(to) as RemapUrl);
}

const known = new Set(['http', 'https', 'ws', 'wss']);
const isWebSocket = (scheme: string): boolean => scheme === 'ws' || scheme === 'wss';

function schemeFaults(name: string, from: RemapUrl, to: RemapUrl): LoadFault[] {
  const wrong = [from, to].find(({ scheme }) => scheme !== '' && !known.has(scheme));
  if (wrong) return [refusal(name, `${wrong.scheme}:// is no scheme of remap.config`, wrong)];
  if (to.scheme === '')
    return [refusal(name, `Expected a URL with a scheme and a host, found ${to.text}`, to)];
  if (name.includes('redirect') || !isWebSocket(from.scheme) || isWebSocket(to.scheme)) return [];
  const scheme = webSocketScheme[to.scheme] ?? 'ws';
  const span = { start: to.start, end: to.start + to.scheme.length };
  const text = `Expected ws:// or wss:// as the target of ${from.text}, found ${to.text}`;
  return [refusal(name, text, to, [{ kind: 'replace', span, text: scheme }])];
}

function duplicates(rules: readonly Rule[]): LoadFault[] {
  const seen = new Set<string>();
  return rules.flatMap((rule) => {
    const key = `${rule.line.name} ${rule.from.scheme} ${rule.from.host} ${rule.from.port} ${rule.from.path}`;
    const isTwice = seen.has(key) && !rule.isExpression;
    seen.add(key);
    const edits: EditIntent[] = [{ kind: 'remove-lines', span: { start: rule.start, end: rule.end } }];
    return isTwice
      ? [refusal(rule.line.name, `${rule.from.text} is taken by an earlier line`, rule, edits)]
      : [];
  });
}
