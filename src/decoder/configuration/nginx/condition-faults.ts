// Conditions of `if` that nginx refuses: it takes one comparison, or one test of a file.
// Documentation: https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if

import type { NginxDirective } from './parse.ts';

const operators: ReadonlySet<string> = new Set(['=', '!=', '~', '~*', '!~', '!~*']);

/** What is wrong with the condition of an `if`; null when nothing is. */
export function conditionFault({ args }: NginxDirective): string | null {
  const words = args.map(({ text }) => text);
  if (!words[0]?.startsWith('(') || !words.at(-1)?.endsWith(')')) {
    return 'the condition of if stands in parentheses';
  }
  words[0] = words[0].slice(1);
  words[words.length - 1] = (words.at(-1) ?? '').slice(0, -1);
  if (words[0] === '') words.shift();
  if (words.at(-1) === '' && !args.at(-1)?.quoted && args.at(-1)?.text === ')') words.pop();
  const [first = '', operator, ...rest] = words;
  if (/^!?-[fdex]$/.test(first)) {
    return words.length === 2 ? null : `${first} takes one path`;
  }
  if (!/^\$./.test(first)) return `a condition of if begins with one variable, found "${first}"`;
  const glued = first.replace(/^\$(?:\{\w+\}|\w+)/, '');
  if (glued !== '') return `a blank is missing before "${glued}"`;
  if (operator === undefined) return null;
  if (!operators.has(operator)) return `if has no operator "${operator}"`;
  return rest.length === 1 ? null : 'if takes one comparison, without "and" and "or"';
}
