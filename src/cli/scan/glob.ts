// Patterns of paths, for a shell that leaves them to the program: * ? [a-z] {a,b} and **, which stands for any
// number of folders.

/** Whether a word has a character with a meaning in patterns. */
export function isPattern(word: string): boolean {
  return /[*?[{]/.test(word);
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The expression for one pattern; `{` and `}` that do not match stand for themselves. */
function expressionOf(pattern: string): string {
  let result = '';
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const set = /^\[([!^]?)(\]?[^\]/]*)\]/.exec(rest);
    const choice = /^\{([^{}]*,[^{}]*)\}/.exec(rest);
    if (rest.startsWith('**/')) {
      result += '(?:[^/]+/)*';
      at += 2;
    } else if (rest === '**') {
      result += '.+';
      at += 1;
    } else if (rest[0] === '*') result += '[^/]*';
    else if (rest[0] === '?') result += '[^/]';
    else if (set !== null) {
      const members = set[2].replace(/[\\\]^[]/g, '\\$&');
      result += `(?!/)[${set[1] === '' ? '' : '^'}${members}]`;
      at += set[0].length - 1;
    } else if (choice !== null) {
      result += `(?:${choice[1].split(',').map(expressionOf).join('|')})`;
      at += choice[0].length - 1;
    } else result += literal(rest[0]);
  }
  return result;
}

/** A pattern split into the folder to look in and the test of a path. */
export function parsePattern(pattern: string): { readonly folder: string; matches(path: string): boolean } {
  const parts = pattern.split('/');
  const first = parts.findIndex(isPattern);
  const folder = parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
  let expression: RegExp;
  try {
    expression = new RegExp(`^${expressionOf(pattern)}$`, 's');
  } catch {
    // A set such as [z-a] means nothing: the word is the name of a file.
    expression = new RegExp(`^${literal(pattern)}$`, 's');
  }
  return { folder, matches: (path) => expression.test(path) };
}
