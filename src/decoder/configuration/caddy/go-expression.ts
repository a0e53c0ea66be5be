// Regular expressions of Go. Measured on Caddy 2.6.

/** One piece of an expression: an escape, a count, the head of a group, or a character. */
const piecePattern =
  /\\Q(?:[^\\]|\\(?!E))*(?:\\E|$)|\\(?:p\{\^?\w+\}|x\{[\da-f]+\}|x[\da-f]{2}|[1-7][0-7]{1,2}|[\s\S])|\{\d+(?:,\d*)?\}|\(\?(?:P<\w+>|[imsU-]+[:)]|:)|\(\?|\[\^?\]?|[\s\S]/giy;

/** Letters and digits that may follow a backslash alone. */
const escapes = /^\\(?:[dDwWsSbBAzafnrtvCQ0]|[pP][LMNSPZC]|[^A-Za-z0-9])/;
const longEscapes = /^\\(?:[pP]\{|x\{|x[\da-fA-F]{2}|[1-7][0-7]|Q)/;

/** Go repeats nothing more often. */
const maxRepeats = 1000;

/** What stands before a place: nothing that can be repeated, something, or something repeated. */
type Before = 'nothing' | 'something' | 'repeated';

/** True when Go does not compile it. */
export function isBrokenInGo(expression: string): boolean {
  let depth = 0;
  let before: Before = 'nothing';
  piecePattern.lastIndex = 0;
  while (piecePattern.lastIndex < expression.length) {
    const [piece = ''] = piecePattern.exec(expression) ?? [];
    if (piece === '') return true;
    if (piece.startsWith('\\')) {
      if (!isEscape(piece, expression[piecePattern.lastIndex])) return true;
      before = 'something';
    } else if (piece.startsWith('[')) {
      const end = classEnd(expression, piecePattern.lastIndex);
      if (end === null) return true;
      piecePattern.lastIndex = end;
      before = 'something';
    } else if (isRepetition(piece)) {
      if (before === 'nothing' || isWrongCount(piece)) return true;
      // A question mark after a repetition makes it take as little as it can.
      const isLazy =
        before === 'repeated' && piece === '?' && !isLazyAlready(expression, piecePattern.lastIndex);
      if (before === 'repeated' && !isLazy) return true;
      before = 'repeated';
    } else if (piece.startsWith('(')) {
      if (piece === '(?') return true;
      if (!piece.endsWith(')')) {
        depth += 1;
        before = 'nothing';
      }
    } else if (piece === ')') {
      depth -= 1;
      if (depth < 0) return true;
      before = 'something';
    } else before = piece === '|' ? 'nothing' : 'something';
  }
  return depth > 0;
}

function isEscape(piece: string, next: string | undefined): boolean {
  if (/^\\[pP]$/.test(piece)) return next !== undefined && /[LMNSPZC]/.test(next);
  return escapes.test(piece) || longEscapes.test(piece);
}

const isRepetition = (piece: string): boolean => /^(?:[*+?]|\{\d+(?:,\d*)?\})$/.test(piece);

/** True when the question mark before `end` is the second after a repetition. */
function isLazyAlready(expression: string, end: number): boolean {
  return expression[end - 2] === '?' && /[*+?}]/.test(expression[end - 3] ?? '');
}

function isWrongCount(piece: string): boolean {
  const [, least = '', most = ''] = /^\{(\d+),?(\d*)\}$/.exec(piece) ?? [];
  if (Number(least) > maxRepeats || Number(most) > maxRepeats) return true;
  return most !== '' && Number(most) < Number(least);
}

/** The place after the `]` of a class, or null when it is not closed or a range of it runs backwards. */
function classEnd(expression: string, start: number): number | null {
  for (let at = start; at < expression.length; at += 1) {
    const char = expression[at];
    if (char === ']') return at + 1;
    if (char === '[' && expression[at + 1] === ':') {
      const end = expression.indexOf(':]', at + 2);
      if (end > 0) at = end + 1;
    } else if (char === '\\') {
      if (!/[dDwWsSpPafnrtvx0-7]|[^A-Za-z0-9]/.test(expression[at + 1] ?? 'y')) return null;
      at += 1;
    } else if (expression[at + 1] === '-' && /[^\]\\]/.test(expression[at + 2] ?? ']')) {
      if (expression[at + 2] < char) return null;
      at += 2;
    }
  }
  return null;
}
