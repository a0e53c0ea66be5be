// Texts whose digits or letters can be read as hex or base64 and that name something: checksums, addresses, tokens.
// They are never bytes of a connection.

import { parseBase64 } from '../bytes/base64.ts';
import { decodeLatin1 } from '../bytes/utf8.ts';
import { isListing } from './listing.ts';
import { type Sample, shareOf } from './recognition.ts';

/** A line of each text fits one of these. Each is linear. */
const names: readonly RegExp[] = [
  // checksums and their files, as md5sum and its relatives print them
  /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128}) [ *]\S.*$/i,
  // MAC addresses; with 04 or 80 in second place the six bytes can be a whole frame
  /^[\da-f]{2}[:-](?!04|80)[\da-f]{2}(?:[:-][\da-f]{2}){4}$/i,
  /^\S.*\bfingerprint\b.*[=:]\s*[\da-f]{2}(?::[\da-f]{2})+$/i,
  // pointers of a 64-bit program
  /^0x(?:7f[ef]|5[56][\da-f])[\da-f]{9}(?:[\s,]+0x[\da-f]{8,12})*$/i,
  // words of the letters a to f
  /^[a-f]{3,}(?:[\s,]+[a-f]{3,})*$/i,
  // a network interface and its MAC address
  /^[a-z]+\d+[ \t:]+(?:[\da-f]{2}[:-]){5}[\da-f]{2}$/i,
  // clock times
  /^(?:[01]\d|2[0-3]):[0-5]\d(?:[ ,;]+(?:[01]\d|2[0-3]):[0-5]\d)+$/,
  // telephone and bank account numbers
  /^\+\d[\d ()/-]{6,20}$/,
  /^[A-Z]{2}\d\d(?: \d{4}){3,7}(?: \d{1,4})?$/,
  // a table of characters: their numbers in hex and in decimal
  /^0x[\da-f]{2}[\s|:=]+\d{1,3}[\s|:=]+\S{1,12}$/i,
  // bytes in binary digits, which no importer reads
  /^[01]{8}(?:[\s,]+[01]{8})*$/,
  // ports and other counts: a list of decimal numbers of several lengths
  /^(?=.*(?:^|\s)\d{4,5}(?:,|$))\d{1,5}(?:, ?\d{1,5})+$/,
];

/** Colours of style sheets. */
const colourFunction = /\b(?:rgb|hsl)a?\(/i;
/**
 * The first byte of a frame or of HTTP is larger, but for an unfinished message: a list of smaller numbers is
 * counts.
 */
const minFirstByte = 32;
/** Tokens of services, letters of a genome, and words of a sentence: their letters are base64 by chance. */
const otherWords =
  /^[ \t]*(?:(?:gh[pousr]|glpat|github_pat)[_-]|AKIA[\dA-Z]{8}|sk[-_]|xox[abp]-|AIza|[ACGT]{8,}[ \t\r]*$)|^[ \t]*[A-Za-z]+[,.]?(?: [A-Za-z]+[,.]?){2,}[ \t\r]*$/m;
/** Escapes of a terminal's colours, characters of a JSON string, and a regular expression. */
const otherEscapes = /\\(?:x1b|e|033|u001b)\[|^\s*\/.*\/[dgimsuvy]*[;,)]*\s*$/i;

/** Whether every number of a text is smaller than what a frame or a head begins with. */
function isSmallCounts(text: string): boolean {
  return (text.match(/\d+/g) ?? []).every((digits) => Number(digits) < minFirstByte);
}

/**
 * Base64 of JSON, a certificate or a key, a PNG, a Sec-WebSocket-Key or -Accept. The last two have a fixed
 * length; a frame of that length begins with another letter.
 */
const otherBase64 =
  /^\s*(?:eyJ[\w+/-]+=*\s*$|MII[A-Z]|iVBORw0KGgo|data:[a-z]+\/|[^giwAQ\s][\w+/]{21}==\s*$|[^giwAQ\s][\w+/]{26}=\s*$)/;

/** A change of a file in the raw notation of git. */
const rawChange = /^:\d{6} \d{6} [\da-f]{7,40} [\da-f]{7,40} [A-Z]\d*\t/m;
/** Machine code as a disassembler lists it. */
const disassembly =
  /^ *[\da-f]+:\t(?:[\da-f]{2} )+ *\t[a-z]|^ *\d+ [\dA-F]{8} [\dA-F]{2,}[ \t]+[a-z]{2,6}\b/m;
/** An address, the bytes of an instruction, and its name. */
const instruction =
  /^[ \t]*(?:\S+\[)?(?:0x)?[\da-f`]{1,17}\]?(?: <[^>\n]{1,60}>)?:?[ \t]+(?:<\+\d+>:[ \t]+)?(?:[\da-f]{2}[ \t]+){0,15}[\da-f]{2,16}[ \t]+(?:mov[a-z]{0,4}|lea[lq]?|push[lq]?|pop[lq]?|call[lq]?|ret[lqn]?|leave[lq]?|jmp[lq]?|j[abceglnopsz]{1,3}|(?:add|sub|xor|and|or|cmp|test|inc|dec|shl|shr|sar|imul|neg|not)[bwlq]?|nop[lw]?|int3?|hlt|endbr(?:32|64)|syscall|svc|cltq|cdqe|ldr[bh]?|str[bh]?|stp|ldp|bl?[rx]?|b\.[a-z]{2}|cbn?z|adrp?|[ailfd]?(?:load|store)(?:_\d)?|invoke[a-z]+|(?:get|put)(?:field|static)|dup|goto|[ai]?return|ld[axy]|st[axy]|jsr|rts)(?=[ \t]|\r?$)/im;

/** A line of a program in Python, Go, JavaScript or another language. */
export const sourceLine =
  /^[ \t]*(?:package \w+$|func [\w(]|(?:async )?def \w+\(|(?:from \S+ )?import ["(\w{*]|(?:const|let|var) \w+ ?=|class \w+|\w+, \w+ := )/m;

/** The first line of a table of numbers, and its other lines. */
const namedColumns = /^[a-z_]{3,}(?:[,;\t][a-z_]{3,})+$/i;
const numberRow = /^-?[\d.]+(?:[,;\t]-?[\d.]+)+$/;

/** Longer lines name nothing, in characters. */
const maxNameLength = 400;

/** Base64 of words: it holds no frame. The head of an HTTP message is a stream. */
function isEncodedText(text: string): boolean {
  const bytes = parseBase64(text.trim());
  if (bytes === null) return false;
  const decoded = decodeLatin1(bytes);
  return /^[\t\n\r\x20-\x7e]+$/.test(decoded) && !/^(?:[A-Z]{3,8} \S+ HTTP\/|HTTP\/\d)/.test(decoded);
}

/** A rule of Snort or Suricata, which names what it searches for. */
const detectionRule =
  /^\s*(?:#\s*)?(?:alert|drop|reject|pass|log|block|sdrop)\s+[a-z][\w-]*\s+\S+\s+\S+\s+(?:->|<>|<-)\s+\S+\s+\S+\s*\(.*\b(?:sid|msg)\s*:/;
/** Whether most lines of a text are such rules. */
const areRules = (lines: readonly string[]) => shareOf(lines, (line) => detectionRule.test(line)) > 0.5;

/** A password as crypt stores it. */
const passwordHash = /^[ \t]*(?:\w[\w-]*:)?\$(?:2[abxy]?|[1567y]|argon2\w*|scrypt|pbkdf2[\w-]*)\$\S/m;

/** Such a share of the lines of a disassembly are instructions. */
const minInstructions = 0.4;

/** Whether most lines of a text are instructions with their bytes. */
function isDisassembly(text: string): boolean {
  const lines = text.split(/\r?\n/, 200).filter((line) => line.trim() !== '');
  // What a longer listing is is said by its own name.
  if (isListing(lines)) return false;
  return shareOf(lines, (line) => line.length <= maxNameLength && instruction.test(line)) >= minInstructions;
}

/** Whether what an importer of the format `format` would read in `text` is no bytes but names. */
export function areNames(text: string, format: string): boolean {
  if (passwordHash.test(text)) return true;
  if (
    (format !== 'hex-view' && instruction.test(text) && isDisassembly(text)) ||
    areRules(text.split('\n', 50))
  )
    return true;
  if (format === 'base64')
    return otherBase64.test(text) || otherWords.test(text) || sourceLine.test(text) || isEncodedText(text);
  if (format === 'escaped') return otherEscapes.test(text);
  if (format === 'decimal-list' && (colourFunction.test(text) || isSmallCounts(text))) return true;
  if (format !== 'hex' && format !== 'decimal-list') return false;
  const lines = text.split(/\r\n|\n|\r/).flatMap((line) => line.trim() || []);
  if (namedColumns.test(lines[0] ?? '') && lines.slice(1).every((line) => numberRow.test(line))) return true;
  const every = (name: RegExp) => lines.every((line) => line.length <= maxNameLength && name.test(line));
  return disassembly.test(text) || rawChange.test(text) || (lines.length > 0 && names.some(every));
}

/** The history of a repository, a change of its files, and a change in short. */
const historyLine = /^(?:commit [\da-f]{40}\b|diff --git |index [\da-f]{7,40}\.\.[\da-f]{7,40})/m;
const shortCommit = /^(?:[*|\\/ ]*)[\da-f]{7,12} (?:\([^)]*\) )?[A-Z\p{Lu}]/u;
/** Most lines of a list of commits are commits. */
const historyShare = 0.6;

/** Whether a text is the history of a repository: its words about errors tell of no error. */
export function isHistory(text: string): boolean {
  if (historyLine.test(text)) return true;
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '');
  return (
    lines.length > 1 && lines.filter((line) => shortCommit.test(line)).length >= lines.length * historyShare
  );
}

const statement =
  /^\s*(?:--[^\n]*\n\s*)*(?:SELECT\s|INSERT INTO\s|CREATE (?:TABLE|INDEX|VIEW|DATABASE)\s|UPDATE \S+ SET\s|DELETE FROM\s|ALTER TABLE\s|DROP TABLE\s|WITH \w+ AS \()/i;
const editorComment = /^\s*"/;
const editorCommand =
  /^\s*(?:(?:set(?:local)?|let|[nvixc]?(?:nore)?map|au(?:tocmd)?|hi(?:ghlight)?|syn(?:tax)?|call|command!?|filetype|colorscheme)\s|end(?:if|function)|augroup\b|:\w+)/;

/** Whether a text begins with a statement of SQL. */
export function isStatement(text: string): boolean {
  return statement.test(text.slice(0, 2000));
}

/**
 * Whether a text is a statement of SQL, rules of a network monitor, or settings of an editor: what it says of errors
 * tells of none.
 */
export function areStatements({ text, lines }: Sample): boolean {
  if (isStatement(text) || areRules(lines)) return true;
  // A quoted sentence begins as a comment does.
  if (!lines.some((line) => editorCommand.test(line))) return false;
  return shareOf(lines, (line) => editorCommand.test(line) || editorComment.test(line)) > 0.8;
}
