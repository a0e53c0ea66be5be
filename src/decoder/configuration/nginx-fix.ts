// The smallest edits that make a place of an nginx configuration pass.

import type { NginxChain, NginxScope } from './nginx.ts';
import type { JudgedPlace } from './nginx-inherit.ts';
import type { NginxDirective } from './nginx-parse.ts';
import { indentAt, lineEndAfter } from './parse/text.ts';
import type { Edit } from './report.ts';

/** Makes the edits for one file. `shared` must be asked last: it holds the map that the others came to need. */
export interface NginxFixes {
  editsFor(chain: NginxChain, pass: NginxDirective, judged: JudgedPlace): Edit[];
  shared(): Edit[];
}

/** Edits for a file. A place with an `unknown` is left as it is. */
export function nginxFixes(scope: NginxScope): NginxFixes {
  let needsMap = false;
  const replaced = new Set<number>();
  const canHoldMap = scope.root.children!.some((child) => child.name === 'http' || child.name === 'server');

  const connectionValue = (): string => {
    const existing = scope.variables.upgradeMaps[0];
    if (existing !== undefined) {
      return `$${existing}`;
    }
    if (scope.variables.isDefined('connection_upgrade')) {
      return '"upgrade"';
    }
    if (/\$\{?connection_upgrade\b/.test(scope.text) && !scope.isWhole) {
      // Another file defines it; a second map of that name would keep nginx from starting.
      return '$connection_upgrade';
    }
    if (!canHoldMap) {
      return '"upgrade"';
    }
    needsMap = true;
    return '$connection_upgrade';
  };

  const editsFor = (chain: NginxChain, pass: NginxDirective, judged: JudgedPlace): Edit[] => {
    const { needs, headers, version, timeout, route } = judged;
    if (
      pass.name !== 'proxy_pass' ||
      route.verdict === 'cannot judge' ||
      !Object.values(needs).some(Boolean)
    ) {
      return [];
    }
    const block = chain.at(-1)!;
    const edits: Edit[] = [];
    const lines: string[] = [];
    const replaceValue = (directive: NginxDirective, index: number, value: string): void => {
      const word = directive.args[index];
      // A header of an outer block is shared by several places: it is changed once.
      if (!replaced.has(directive.start)) {
        replaced.add(directive.start);
        edits.push(
          word
            ? { start: word.start, end: word.end, text: value }
            : { start: directive.end - 1, end: directive.end - 1, text: ` ${value}` },
        );
      }
    };
    if (needs.version) {
      const own = version.directives.at(-1);
      if (own && version.level === block) {
        replaceValue(own, 0, '1.1');
      } else {
        lines.push('proxy_http_version 1.1;');
      }
    }
    if (needs.upgrade || needs.connection) {
      const own = headers.level === block;
      // Setting one header here would hide all inherited ones, so these are repeated.
      if (!own) {
        for (const inherited of headers.directives) {
          const name = inherited.args[0]?.text.toLowerCase();
          if (!((name === 'upgrade' && needs.upgrade) || (name === 'connection' && needs.connection))) {
            lines.push(scope.text.slice(inherited.start, inherited.end));
          }
        }
        for (const include of inheritedKnownIncludes(headers.level)) {
          lines.push(scope.text.slice(include.start, include.end));
        }
      }
      for (const name of ['upgrade', 'connection'] as const) {
        if (!needs[name]) {
          continue;
        }
        const value = name === 'upgrade' ? '$http_upgrade' : connectionValue();
        const existing = own
          ? headers.directives.filter((one) => one.args[0]?.text.toLowerCase() === name)
          : [];
        if (existing.length > 0) {
          replaceValue(existing[0], 1, value);
          for (const second of existing.slice(1)) {
            edits.push(removal(second));
          }
        } else {
          lines.push(`proxy_set_header ${name === 'upgrade' ? 'Upgrade' : 'Connection'} ${value};`);
        }
      }
    }
    if (needs.timeout) {
      const own = timeout.directives.at(-1);
      if (own && timeout.level === block) {
        replaceValue(own, 0, '3600s');
      } else {
        lines.push('proxy_read_timeout 3600s;');
      }
    }
    if (lines.length > 0) {
      edits.push(insertAfter(pass, lines));
    }
    return edits;
  };

  const inheritedKnownIncludes = (level: NginxDirective | null): NginxDirective[] =>
    (level?.children ?? []).filter(
      (child) => child.name === 'include' && /(^|\/)proxy_params$/.test(child.args[0]?.text ?? ''),
    );

  const insertAfter = (directive: NginxDirective, lines: string[]): Edit => {
    const lineStart = scope.text.lastIndexOf('\n', directive.start - 1) + 1;
    const ownLine = scope.text.slice(lineStart, directive.start).trim() === '';
    const rest = scope.text.slice(directive.end, lineEndAfter(scope.text, directive.end)).trim();
    if (!ownLine || (rest !== '' && !rest.startsWith('#'))) {
      return { start: directive.end, end: directive.end, text: ` ${lines.join(' ')}` };
    }
    const at = lineEndAfter(scope.text, directive.end);
    const indent = indentAt(scope.text, directive.start);
    return { start: at, end: at, text: lines.map((line) => `${indent}${line}\n`).join('') };
  };

  const removal = (directive: NginxDirective): Edit => {
    const lineStart = scope.text.lastIndexOf('\n', directive.start - 1) + 1;
    const lineEnd = lineEndAfter(scope.text, directive.end);
    const alone =
      scope.text.slice(lineStart, directive.start).trim() === '' &&
      scope.text.slice(directive.end, lineEnd).trim() === '';
    return alone
      ? { start: lineStart, end: lineEnd, text: '' }
      : { start: directive.start, end: directive.end, text: '' };
  };

  const shared = (): Edit[] => {
    if (!needsMap) {
      return [];
    }
    const http = scope.root.children!.find((child) => child.name === 'http');
    const indent = http ? `${indentAt(scope.text, http.start)}    ` : '';
    const map = ['map $http_upgrade $connection_upgrade {', '    default upgrade;', "    ''      close;", '}']
      .map((line) => `${indent}${line}\n`)
      .join('');
    if (http) {
      const at = lineEndAfter(scope.text, http.headEnd);
      const sameLine = scope.text.slice(http.headEnd, at).trim() !== '';
      return sameLine
        ? [{ start: http.headEnd, end: http.headEnd, text: `\n${map}` }]
        : [{ start: at, end: at, text: map }];
    }
    const first = scope.root.children!.find((child) => child.name === 'server')!;
    const lineStart = scope.text.lastIndexOf('\n', first.start - 1) + 1;
    return [{ start: lineStart, end: lineStart, text: `${map}\n` }];
  };

  return { editsFor, shared };
}
