// The tokens of a filter: what the parser reads, and what the quick filters of the page take apart.

/**
 * A bracket; a sign before a term; a quoted text and its closing quote, which may be missing; a regular expression and
 * its flag; a test of JSON, whose value may be quoted; a word.
 */
export const filterTokens =
  /([()])|([-!])(?=[^\s])|"((?:[^"\\]|\\.)*)("?)|\/((?:[^/\\]|\\.)+)\/(i?)(?![^\s)])|(json:(?:"[^"]*"|[^\s()"])*)|([^\s()]+)/g;
