// mod_macro: `<Macro Name $a $b>` holds lines, `Use Name 1 2` puts them in its place with the words replaced.
// Documentation: https://httpd.apache.org/docs/2.4/mod/mod_macro.html

import type { ApacheDirective, ApacheWord } from './parse.ts';

/** A macro that uses itself is expanded this deep; httpd refuses it. */
const maxDepth = 8;

/** Most directives that macros may make; more are left out. */
const maxDirectives = 5000;

/** The directives with every `Use` replaced by the lines of its macro. A `Use` without a macro stays. */
export function expandMacros(directives: readonly ApacheDirective[]): ApacheDirective[] {
  const macros = new Map<string, ApacheDirective>();
  collect(directives, macros);
  if (macros.size === 0) return [...directives];
  const budget = { left: maxDirectives };
  return expanded(directives, macros, budget, 0);
}

function collect(directives: readonly ApacheDirective[], macros: Map<string, ApacheDirective>): void {
  for (const one of directives) {
    if (one.name === 'macro') macros.set((one.args[0]?.text ?? '').toLowerCase(), one);
    collect(one.children ?? [], macros);
  }
}

function expanded(
  directives: readonly ApacheDirective[],
  macros: ReadonlyMap<string, ApacheDirective>,
  budget: { left: number },
  depth: number,
): ApacheDirective[] {
  return directives.flatMap((one): ApacheDirective[] => {
    if (one.name === 'macro' || one.name === 'undefmacro') return [];
    const macro = one.name === 'use' ? macros.get((one.args[0]?.text ?? '').toLowerCase()) : undefined;
    if (macro && depth < maxDepth && budget.left > 0) {
      const names = macro.args.slice(1).map(({ text }) => text);
      const values = one.args.slice(1).map(({ text }) => text);
      const lines = (macro.children ?? []).map((line) => withValues(line, names, values, budget));
      return expanded(lines, macros, budget, depth + 1);
    }
    if (one.children === null) return [one];
    return [{ ...one, children: expanded(one.children, macros, budget, depth) }];
  });
}

function withValues(
  directive: ApacheDirective,
  names: readonly string[],
  values: readonly string[],
  budget: { left: number },
): ApacheDirective {
  budget.left -= 1;
  const children = directive.children?.map((child) => withValues(child, names, values, budget)) ?? null;
  return {
    ...directive,
    args: directive.args.map((word) => replaced(word, names, values)),
    children: children === null || budget.left < 0 ? directive.children && [] : children,
  };
}

/** The longest name is replaced first, so that `$port` does not break `$portnumber`. */
function replaced(word: ApacheWord, names: readonly string[], values: readonly string[]): ApacheWord {
  let { text } = word;
  const order = names.map((name, index) => ({ name, value: values[index] ?? '' }));
  order.sort((a, b) => b.name.length - a.name.length);
  for (const { name, value } of order) if (name !== '') text = text.replaceAll(name, value);
  return text === word.text ? word : { ...word, text };
}
