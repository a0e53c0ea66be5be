// Lines of a paste that no configuration has: prompts of a shell, what commands print, the frame of an editor, lines of
// a log, sentences of the one who asks.

import { blank } from './same-length.ts';

/** A line of something else, by its whole. */
const foreign: readonly RegExp[] = [
  // Prompts with their commands.
  /^\s*\[?[\w.-]+@[\w.-]+[^$#%\n]{0,60}[$#%](?:\s.*)?$/,
  /^\s*\$\s*$/,
  /^\s*\$ (?:sudo |cat |nginx|vi|nano|docker|kubectl|less|more|tail|head|grep|bat|exit|apachectl|haproxy|caddy|httpd|ls |cd ).*$/,
  /^\s*(?:➜|❯|λ|»).*$/,
  /^\s*PS [A-Z]:\\[^>\n]*>.*$/,
  /^\s*[A-Z]:\\[^>\n]*>.*$/,
  /^\s*(?:bash|sh|zsh)-\d[\d.]*[$#%].*$/,
  /^\s*\/[\w/.-]* # .*$/,
  /^\s*(?:logout|exit)\s*$/,
  /^Connection to \S+ closed\.\s*$/,
  // What the programs print.
  /^\s*nginx: (?:the )?configuration file .*$/,
  /^\s*nginx: \[(?:warn|emerg|alert)\].*$/,
  /^\s*(?:Syntax OK|Configuration file is valid|Valid configuration)\s*$/,
  /^\s*AH\d{5}: .*$/,
  /^\[(?:NOTICE|WARNING|ALERT)\]\s.*$/,
  /^\s*VirtualHost configuration:\s*$/,
  /^\S+:\d+\s+is a NameVirtualHost\s*$/,
  /^\s+(?:default server|port \d+ namevhost) \S+ \(\S+:\d+\)\s*$/,
  /^\S+:\d+\s+\S+ \(\/\S+:\d+\)\s*$/,
  /^(?:ServerRoot|Main DocumentRoot|Main ErrorLog|PidFile|User|Group): .*$/,
  /^(?:Mutex \S+|Define): \S+(?: .*)?$/,
  /^\s+alias \S+\s*$/,
  /^\s*●\s.*$/,
  /^\s+(?:Loaded|Active|Main PID|Tasks|Memory|CPU|CGroup|Docs|Process|Status|TriggeredBy): .*$/,
  /^\s*[├└]─.*$/,
  /^Defaulted container .*$/,
  // Rules between parts, and the path of a file as a title.
  /^\s*[-=*_]{4,}\s*$/,
  /^\s*(?:#{1,6} )?\*{0,2}`?[\w.~-]*\/[\w./-]+`?:?\*{0,2}:?\s*$/,
  /^\s*\.\. code-block::.*$/,
  /^\s*\[source\b.*\]\s*$/,
  /^\.[A-Z]\w*(?: \w+){0,8}$/,
  // The frames of editors and pagers.
  /^\s*GNU nano \d.*$/,
  /^\s*\^[A-Z\\/_] [A-Z][\w ]+(?:\^|M-).*$/,
  /^\s*~\s*$/,
  /^"[^"\n]+" (?:\[\w+\] )?\d+L, \d+[BC].*$/,
  /^\s*(?:\(END\)|--More--.*|:\s*)$/,
  // Logs.
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \S+ \S+?(?:\[\d+\])?: .*$/,
  /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d.*$/,
  /^\{"level":".*\}$/,
  // Who writes when, in a chat.
  /^\s*[\w .-]{1,40}\s{1,3}\[?\d{1,2}:\d\d(?::\d\d)?\s?(?:[AP]M)?\]?:?\s*$/i,
];

/** The frame that bat draws around a file, blank. */
export function withoutFrame(text: string): string {
  return text.replace(/^[─━┬┴┼│ \t]+(?:File: .*)?$/gm, blank);
}

/** The text with such lines blank. */
export function withoutForeignLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line.trim() !== '' && (foreign.some((one) => one.test(line)) || isSentence(line)) ? blank(line) : line,
    )
    .join('\n');
}

const word = /^[("'\u2018\u201c]?(?:[A-Za-z][A-Za-z'\u2019-]*|\d+(?:[.,]\d+)*)[)"'\u2019\u201d]?[,.;:?!]*$/;
const common =
  /^(the|is|my|that|this|these|have|has|what|was|were|are|but|it|i|i'm|we|you|your|any|anyone|please|thanks|when|does|don't|doesn't|works|work|working|trying|here|so|am|be|because|which|just|me)$/i;
const greeting =
  /^\s*(hi|hello|hey|dear|thanks|thank you|cheers|regards|edit|update|here is|here's|this is|any ideas?|any help)\b[\w ,.'\u2019]{0,60}[,.!?:]?\s*$/i;

/** Words of English without a sign that a configuration has, with a greeting or several of the commonest words. */
function isSentence(line: string): boolean {
  if (greeting.test(line)) return true;
  const words = line.trim().split(/\s+/);
  if (words.length < 3) return false;
  const plain = words.filter((one) => word.test(one)).length;
  const known = words.filter((one) => common.test(one.replace(/[^A-Za-z']/g, ''))).length;
  if (plain < words.length * 0.8) return false;
  if (/[.?!]$/.test(line.trim())) return known >= 1 || words.length > 4;
  return known >= 2 || (known >= 1 && words.length > 3 && /[:,]$/.test(line.trim()));
}
