// Whether digits, letters and numbers that can be read as bytes are bytes of a connection. Keys, digests,
// addresses and measured values are written in the same notations: they are bytes when the words before them
// say so, when only bytes are written like that, or when they read as whole frames to the end.

import { announcesBytes, isDigest } from '../importers/text/evidence.ts';
import { evidenceOfFrames } from '../importers/text/frame-evidence.ts';
import { isHexlified as isHexlifiedText } from '../importers/text/hexlified.ts';
import { learnPrefix } from '../importers/text/log-prefix.ts';
import { isDottedList } from '../importers/text/number-runs.ts';
import { isPlausibleHeader, readsAsFrames } from '../importers/text/whole-frames.ts';
import type { TextMark } from '../model/importer.ts';
import { readHeader } from '../websocket/header.ts';
import { isStatement } from './names.ts';
import type { Sample } from './recognition.ts';

/** What an importer took from a text. */
export interface TakenBytes {
  readonly marks: readonly TextMark[];
  /** The first bytes of each direction. */
  readonly streams: readonly Uint8Array[];
}

/** Some bytes as the text has them. */
interface Run {
  /** Without brackets and blanks around it. */
  readonly written: string;
  /** What stands before it in its line; when that is nothing, the line before it. */
  readonly label: string;
  /** What stands before and after it in its line, without the prefix of a log. */
  readonly beside: string;
  /** Whether its line has words, apart from a prefix that the lines share. */
  readonly hasWords: boolean;
  /** Its whole line, of which the beginning is looked at. */
  readonly line: string;
}

/** More runs are not looked at, and more characters before a run. */
const maxRuns = 400;
const maxLabelLength = 120;
/** Characters of a line that are looked at as a whole. */
const maxLineLength = 400;

/** A label that says what the digits after it are: they name something, or belong to a key. */
const namingLabel =
  /(?:^|[^a-z])(?:(?:trace|span|parent|request|req|correlation|session|object|user|device|card|chip|machine|boot|build|commit|transaction|tx)[ _-]?id|id|uid|uuid|guid|oid|trace|span|traceparent|hash|digest|sha-?(?:1|224|256|384|512)?|md5|crc(?:32)?|checksum|integrity|etag|commit|revision|signature|sig|fingerprint|thumbprint|serial(?: number)?|modulus|exponent\d?|prime\d|coefficient|priv(?:ate)?|pub(?:lic)?|key|keyid|identifier|secret|token|cookie|nonce|salt|iv|password|\w*(?:key|token|secret|hash|digest|password|_id)|mac(?: address)?|addr(?:ess)?|bssid?|ether(?:net)?|lladdr|hwaddr|device|colou?r|palette|edid|(?:order|part|model|account|invoice|ticket|customer|phone)(?: number| no\.?)|apdu|boundary)["']?\s*[:=#>({[]*\s*["'<{[]?$/i;
const namingCamelCase = /[a-z](?:Id|ID|UUID|Uuid)["']?\s*[:=]\s*["']?$/;
/** Words that say that numbers are bytes. */
const bytesLabel =
  /(?:bytes?|Byte(?:String|Vector)|bytearray|buffer|buf|u?int8\w*|u8|frames?|hex|octets?|blob|\braw|packet|hextoraw|unhex(?:lify)?|from_?hex\w*|(?:decode|parse)_?hex\w*|hex_?(?:decode|to_?bytes)\w*|hex2bin)(?:\[[\d.:]*\])?\W*$|\[\](?:u?int8|byte) len: \d+, cap: \d+,\W*$/i;

const assignment = /=\s*["'[({]?\s*$/;
const letters = /[g-z]/i;
const macAddress = /^[\da-f]{2}(?:[:-][\da-f]{2}){5}$/i;
const colonPairs = /^[\da-f]{2}(?::[\da-f]{2})+:?$/i;
const groupsWithDots = /^[\da-f]{4}(?:[.:][\da-f]{4})+$/i;
const contiguous = /^(?:0x)?[\da-f]+$/i;
/** Addresses in memory, from and to. */
const range = /^[\da-f]{8,16}-[\da-f]{8,16}$/i;
/** Digits of an address in memory, a network card or a container. */
const identifierDigits = 12;

function runsOf({ text, lines }: Sample, marks: readonly TextMark[]): Run[] {
  // What a log has before each line says nothing of its bytes; of a single line it may be their name.
  const learnt = learnPrefix(lines);
  const prefix = learnt?.isShared || learnt?.endsInName === false ? learnt : null;
  const runs: Run[] = [];
  let previousEnd = 0;
  for (const { start, end, as } of marks) {
    if (as !== 'bytes') continue;
    if (runs.length >= maxRuns) break;
    const written = text.slice(start, end);
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const newline = text.indexOf('\n', end);
    const lineEnd = newline < 0 ? text.length : newline;
    const words = lineStart + (prefix?.lengthIn(text.slice(lineStart, lineEnd)) ?? 0);
    const whole = text.slice(Math.max(lineStart, start - maxLabelLength), start);
    // What ends in a name or an assignment belongs to the digits, even when each line has it.
    const isOwn =
      assignment.test(whole) ||
      namingLabel.test(whole) ||
      (learnt?.isShared === false && announcesBytes(whole));
    const from = isOwn ? lineStart : Math.min(words, start);
    const before = text.slice(Math.max(from, start - maxLabelLength), start);
    const after = text.slice(end, Math.min(lineEnd, end + maxLabelLength));
    runs.push({
      written: written.replace(/^[\s[("'<{]+|[\s\])"'>},;.]+$/g, ''),
      label: /\w/.test(before) ? before : lineBefore(text, lineStart, previousEnd),
      beside: `${before} ${after}`,
      hasWords: letters.test(`${learnt?.isShared ? before : whole} ${after}`),
      line: text.slice(lineStart, Math.min(lineEnd, lineStart + maxLineLength)),
    });
    previousEnd = end;
  }
  return runs;
}

/** Runs whose words are looked at, and characters of a text that is looked at as a whole. */
const maxLabelledRuns = 20;
const maxShortText = 600;

/** The words beside the bytes of a text: all words of a short text, else those of the first lines with bytes. */
export function wordsBeside(sample: Sample, marks: readonly TextMark[]): string {
  const runs = runsOf(sample, marks.slice(0, maxLabelledRuns));
  const words = runs.map(({ label, beside }) => `${label} ${beside}`);
  if (sample.around.length <= maxShortText) words.push(sample.around);
  return words.join('\n');
}

/** What stands before the bytes of a text: of its first runs. */
export function labelsOf(sample: Sample, marks: readonly TextMark[]): string[] {
  return runsOf(sample, marks.slice(0, maxLabelledRuns)).map(({ label }) => label);
}

/** The line before the one that begins at `lineStart`, unless it holds bytes. */
function lineBefore(text: string, lineStart: number, bytesEnd: number): string {
  const end = lineStart - 1;
  if (end <= 0) return '';
  const start = text.lastIndexOf('\n', end - 1) + 1;
  return start < bytesEnd ? '' : text.slice(Math.max(start, end - maxLabelLength), end);
}

/** A label that gives the count of the numbers after it: `Len=7: `. */
const countLabel = /\b(?:len|length|size|count)\s?[=:]?\s?(\d{1,6})\W*$/i;

function isAnnounced({ label, written }: Run): boolean {
  if (announcesBytes(label) || bytesLabel.test(label)) return true;
  const counted = countLabel.exec(label)?.[1];
  return counted !== undefined && Number(counted) === (written.match(/[\da-f]+/gi)?.length ?? 0);
}

/** The letters before a literal of bytes: `KEY = b'`. */
const literalPrefix = /(\W)[bru]{1,2}["']?$/i;

/** Whether the words before some digits name what they are, and it is no bytes. */
export function isNamingLabel(before: string): boolean {
  const label = before.replace(literalPrefix, '$1');
  return (namingLabel.test(label) || namingCamelCase.test(label)) && !bytesLabel.test(label);
}

const isNamed = ({ label }: Run) => isNamingLabel(label);

/** More than half. */
function most<T>(all: readonly T[], fits: (one: T) => boolean): boolean {
  return all.filter(fits).length * 2 > all.length;
}

/** A run of hex digits that may be a digest, an address, a key, a number or a colour. */
function isAmbiguousHex({ written, beside }: Run): boolean {
  if (macAddress.test(written) || groupsWithDots.test(written)) return true;
  if (colonPairs.test(written)) return written.endsWith(':') || /^00:[89a-f]/i.test(written);
  if (!contiguous.test(written)) return false;
  const digits = written.replace(/^0x/i, '');
  if (/^\d+$/.test(digits) && digits.length > 4) return true;
  return isDigest(digits) || digits.length === identifierDigits || letters.test(beside);
}

/**
 * Digits beside words that do not say that they are bytes, in a notation of telephone numbers, licences and keys:
 * decimal digits alone, dashes, colons. Such digits are whole frames by chance, or by somebody's choice.
 */
function isNumberOfWords(run: Run): boolean {
  if (!run.hasWords || isAnnounced(run)) return false;
  const { written } = run;
  return /^[\d\s-]+$/.test(written) || written.includes('-') || colonPairs.test(written);
}

/** Numbers of four or five digits in a sentence of any language: ports, years, counts. */
const isListOfNumbers = (run: Run) =>
  /^\d{4,5}(?:[\s,;]+\d{4,5})+$/.test(run.written) && /\p{L}/u.test(run.beside) && !isAnnounced(run);

/** Words of a text that is about the bytes of a connection. */
const speaksOfFrames = /\b(?:bytes|frames?|hex ?dump|payload|opcode|websockets?|FIN|mask(?:ed|ing)?)\b/i;

/** A number as programs print pointers and registers, alone or with its decimal value after it. */
const numeral = /^(?:0x[\da-f]{1,16}(?:\s+\d+)?|\d{5,20})$/i;

/** A number beside words that do not say that it is bytes. */
const isNumeral = (run: Run) => numeral.test(run.written) && run.hasWords && !isAnnounced(run);

/** How a frame or an HTTP head begins. */
function beginsAsStream([first = 0]: Uint8Array): boolean {
  const isFrame = (first & 0xf0) === 0x80 || first === 0xc1 || first === 0xc2;
  const isLetter = first > 64 && first < 91;
  return isFrame || isLetter;
}

/** The line between two parts of a message of MIME. */
const isBoundary = ({ line }: Run) => /^--[\da-f]{12,70}(?:--)?\s*$/i.test(line);

/** Words of other protocols and of buses, whose bytes are written in the same notations. */
const otherProtocol =
  /\b(?:APDU|ATR|NFC|RFID|MIFARE|UUID|HCI|GATT|BLE|L2CAP|CAN(?: ?ID| bus)|OBD|I2C|I²C|SPI|UART|RS-?485|Modbus|USB|SMBus|EEPROM|EDID|DHCP|SNMP|LDAP|Kerberos|LoRa(?:WAN)?|Zigbee|Z-Wave|IrDA?)\b/;

/** Whether digits belong to something else: the words say so, and no direction begins as a connection does. */
function areOfOtherProtocol({ around }: Sample, streams: readonly Uint8Array[]): boolean {
  return otherProtocol.test(around) && !speaksOfFrames.test(around) && !streams.every(beginsAsStream);
}

/** Digits beside words that do not speak of bytes, which do not begin as a connection does. */
function areOfOtherWords({ around }: Sample, streams: readonly Uint8Array[], runs: readonly Run[]): boolean {
  const isBeside = most(runs, (run) => run.hasWords && !isAnnounced(run));
  return isBeside && !speaksOfFrames.test(around) && !streams.some(beginsAsStream);
}

/** The value of a member in JSON that is not a string. */
const isNumberInJson = ({ label }: Run) => /"\s*:\s*$/.test(label);

/** Digits in groups of several lengths with dashes: the number of a device or a licence. */
function isGroupedNumber({ written }: Run): boolean {
  return /^[\da-f]+(?:-[\da-f]+)+$/i.test(written) && written.split('-').some(({ length }) => length !== 2);
}

/** A place in a stack trace: it has identifiers of modules and addresses. */
const isOfStackFrame = ({ line }: Run) => /^\s*at [\w.$<>`]+ ?\(/.test(line);

const isDecimal = ({ written }: Run) => /^[\d\s,;]+$/.test(written);

/** Whether bytes begin without FIN, as decimal numbers do, which are small. */
const beginsUnfinished = ([first = 0]: Uint8Array) => first < 128;

/** What the kernel prints of the code at a fault: the byte where it stopped is in angle brackets. */
const machineCode = /^.*\bCode:(?: <?[\da-f]{2}>?){4,}/m;

/** Lines of digits with colons that go on in the next line, as keys are printed. */
const keyLine = /^\s*(?:[\da-f]{2}:){5,}$/im;

/** Whether bytes begin with a frame as the RFC has it, and the lengths of all frames fit. */
function areNearlyWhole(streams: readonly Uint8Array[]): boolean {
  return streams.every((stream) => {
    const header = readHeader(stream, 0);
    return header !== null && isPlausibleHeader(header) && readsAsFrames(stream, { lengthsAlone: true });
  });
}

function areHexBytes(
  sample: Sample,
  { streams }: TakenBytes,
  runs: readonly Run[],
  isWhole: boolean,
): boolean {
  const { text, around } = sample;
  if (machineCode.test(text) || most(runs, isNumberInJson) || runs.every(isOfStackFrame)) return false;
  if (!isWhole && most(runs, isListOfNumbers)) return false;
  if (most(runs, isNumeral) || runs.some(isBoundary) || (!isWhole && areOfOtherProtocol(sample, streams)))
    return false;
  if (!isWhole && !runs.some(isAnnounced) && runs.every(isDecimal) && streams.every(beginsUnfinished))
    return false;
  const isNumber = most(runs, isNumberOfWords) && !(isWhole && speaksOfFrames.test(around));
  if (isNumber || most(runs, (run) => isGroupedNumber(run) && !isAnnounced(run))) return false;
  if (isWhole || most(runs, isAnnounced)) return true;
  if (keyLine.test(text) || areOfOtherWords(sample, streams, runs)) return false;
  // Rows of a table of names: each has as many digits as the others, and few.
  const [first] = runs;
  const isColumn =
    runs.length > 1 &&
    runs.every(({ written }) => contiguous.test(written) && written.length === first.written.length);
  if (isColumn && (first.written.length <= identifierDigits || isDigest(first.written))) return false;
  if (runs.every(({ written }) => range.test(written))) return false;
  if (runs.length === 1 && first.written.length === identifierDigits) return areNearlyWhole(streams);
  return !most(runs, isAmbiguousHex);
}

/** The first line of a table of numbers. */
const columnNames = /^\s*[a-z_][\w .-]*(?:[,;\t][a-z_][\w .-]*)+\s*$/i;

/** The braces of an object whose members are the numbers. */
const bracesAround = /\{\s+\}/;

/** Words of a text that is a list of numbers and nothing else: none. */
function isAlone({ beside }: Run): boolean {
  return !/[^\s\d[\]()|#.,;…@-]/.test(beside.replace(bracesAround, ''));
}

/** Fewer numbers that begin as a long frame are not taken for one that was cut. */
const minCutBytes = 16;

/** A function of colours, and words that say that digits are hex: decimal numbers after them are none. */
const notDecimalLabel = /(?:\b(?:rgb|hsl|hsv|hwb|lab|lch|cmyk|colou?r)\w*\b.*|hex)\W*$/i;

/** A byte in the watch table of a PLC. */
const numberOfPlc = /\[\d+\].{0,80}\b16#[\da-f]{2}[ \t]*\r?$/im;

/** numpy names the type of an array. */
const ofNumpy = /\barray\(\[[\d,\s-]+\], dtype=u?int8\)/;

function areDecimalBytes({ lines, text }: Sample, { streams }: TakenBytes, runs: readonly Run[]): boolean {
  if (most(runs, (run) => isAnnounced(run) && !notDecimalLabel.test(run.label))) return true;
  if (ofNumpy.test(text)) return true;
  if (numberOfPlc.test(text)) return true;
  const [firstLine = ''] = lines;
  if (columnNames.test(firstLine)) return false;
  const isIndexed = most(
    lines.filter((line) => line.trim() !== ''),
    (line) => /^\s*\[?\d+\]?\s*(?::|=>)/.test(line),
  );
  if (!isIndexed && !most(runs, isAlone)) return runs.every(isPrintedList) && streams.every(isMessageOfText);
  return (
    areNearlyWhole(streams) ||
    (runs.length === 1 && streams.every((stream) => isCutFrame(stream, minCutBytes)))
  );
}

/** What the log of a phone has before the words of a program: `I/flutter (1234): `, `flutter: `. */
const phonePrefix = /^\s*(?:[VDIWEF]\/[\w.-]+\s*(?:\(\s*\d+\))?: |flutter: )/;
/** Words that a program prints before what it received; other words name numbers of their own. */
const handlerName = /^(?:\W*\bon(?:Data|Message|Read|Receive|Frame)\w*\b)?\W*$/i;

/** A list in brackets at the end of its line, without words that name other numbers. */
function isPrintedList({ label, line }: Run): boolean {
  const rest = label.replace(phonePrefix, '');
  return rest !== label && handlerName.test(rest) && /[\])][\s;,.)]*$/.test(line);
}

/** Evidence of frames in a list of numbers, in bits: a short text message that ends with the list has it. */
const minBitsOfList = 14;

/** Whether numbers are whole frames that show themselves by what they say. */
const isMessageOfText = (stream: Uint8Array) =>
  areNearlyWhole([stream]) && evidenceOfFrames(stream) >= minBitsOfList;

/** Whether bytes begin with the header of a long data frame that is not whole. */
function isCutFrame(stream: Uint8Array, minBytes: number): boolean {
  const [byte0 = 0, byte1 = 0] = stream;
  const isData = byte0 === 0x81 || byte0 === 0x82 || byte0 === 0xc1 || byte0 === 0xc2;
  return stream.length >= minBytes && isData && (byte1 & 127) > 125;
}

/** MD5 and Sec-WebSocket-Key, SHA-1 and Sec-WebSocket-Accept, SHA-256, SHA-512. */
const isDigestInBase64 = ({ written }: Run) =>
  /^["'`]?(?:[\w+/-]{22}==|[\w+/-]{27}=|[\w+/-]{43}=|[\w+/-]{86}==)["'`.,;]*$/.test(written);

const armour = /^-----(?:BEGIN|END) |\bsha(?:1|256|384|512)-/m;

function areBase64Bytes(
  { text }: Sample,
  { streams }: TakenBytes,
  runs: readonly Run[],
  isWhole: boolean,
): boolean {
  if (armour.test(text)) return false;
  if (isWhole) return true;
  if (most(runs, isDigestInBase64)) return false;
  if (most(runs, isAnnounced)) return true;
  if (areNearlyWhole(streams)) return true;
  return streams.every(
    (stream) => isCutFrame(stream, minCutBytes) || readsAsFrames(stream, { truncatedAfter: 2 }),
  );
}

/** `name: "value"` and `name {`: messages of Protocol Buffers as text, and their like. */
const fieldLine = /^\s*(?:\w+: (?:"|-?\d|true|false|[A-Z_]+$)|\w+:? \{\s*$|\}\s*$)/;

function areFields({ lines }: Sample): boolean {
  const used = lines.filter((line) => line.trim() !== '');
  return used.length > 2 && used.every((line) => fieldLine.test(line));
}

/** Names of arrays that hold bytes of a connection, as Wireshark, `xxd -i` and programs have them. */
const arrayOfBytes =
  /\b\w*(?:peer\d|pkt|packet|bytes|frame|buf|data|dump|payload|msg|message|raw|recv|rx|tx|hex|stream|bin|_len)\w*(?:\s*\[|\s*=)/i;

/** An array of bytes without a name, as it is handed to a function. */
const unnamedArray = /^\s*(?:new byte\s*\[\s*\]\s*\{|\(?byte\[\]\)?\s*\{|vec!\[|u?byteArrayOf\(|Data\(\[)/im;

/** The characters of a regular expression. */
function isCharacterClass({ written, label, beside }: Run): boolean {
  return (
    /\[\^?$/.test(label) || /\\x[\da-f]{2}-\\x[\da-f]{2}/i.test(written) || /[=(,:]\s*\/[^/]*$/.test(beside)
  );
}

/** Bytes that a literal shows by an escape. */
const escapeSequence = /\\(?:[xuU0-7abtnvfre]|$)/;
const hasEscape = ({ written }: Run) => escapeSequence.test(written);
/** Bytes that a program wrote in hex before it printed them: `b'81-05-48'`. */
const isHexlified = ({ written }: Run) => isHexlifiedText(written);
/** An escape of an escape: the text was quoted once more, and each backslash is doubled. */
const isDoubled = ({ written, label }: Run) =>
  /\\\\x[\da-f]{2}/i.test(written) && !/\bload[ \t]*=[ \t]*['"]?$/.test(label);
/** The words of an error text before bytes without quotes: `bad request: \x16\x03`. */
const beginsWithWords = ({ written }: Run) => /^[a-z][^\\"']*[a-z]:? *["']?\\/i.test(written);
/** The beginning of a line of a program that compares or makes bytes. */
const codeBefore = /^\s*(?:assert|return|raise|yield|if|elif|while|for|def)\b/;
const isInCode = ({ beside }: Run) => codeBefore.test(beside);

/** Clock times: `05:48 06:05`. */
const areTimes = ({ written }: Run) =>
  /^(?:[01]?\d|2[0-3]):[0-5]\d(?:[\s,;/]+(?:[01]?\d|2[0-3]):[0-5]\d)*$/.test(written);

/** Rows of a Markdown table, and MAC addresses or decimal numbers with a point that begin a row of other values. */
function areCells({ lines }: Sample, runs: readonly Run[]): boolean {
  const rows = lines.filter((line) => line.trim() !== '');
  if (rows.length > 1 && rows.every((line) => /^\s*\|.*\|\s*$/.test(line))) return true;
  if (runs.some(({ written }) => isDottedList(written))) return false;
  return most(runs, ({ written }) =>
    /^(?:[\da-f]{2}[:-]){5}[\da-f]{2}\s|^[\d.\s]*\d\.\d[\d.\s]*$/i.test(written),
  );
}

/** Notations that other values have as well. */
const notations = new Set([
  'hex',
  'tshark-fields',
  'decimal-list',
  'base64',
  'c-array',
  'escaped',
  'python-bytes',
  'whole-frames',
]);

/**
 * Whether what an importer took from a text is bytes of a connection. Notations that only dumps have are not
 * asked.
 */
export function areBytes(format: string, sample: Sample, taken: TakenBytes): boolean {
  if (!notations.has(format)) return true;
  const runs = runsOf(sample, taken.marks);
  if (runs.length === 0) return true;
  if (most(runs, isNamed) || runs.every(areTimes) || isStatement(sample.text)) return false;
  // Tables of words hold frames as well.
  if (format !== 'whole-frames' && areCells(sample, runs)) return false;
  const isWhole = taken.streams.every((stream) => readsAsFrames(stream));
  switch (format) {
    case 'hex':
    case 'tshark-fields':
      return areHexBytes(sample, taken, runs, isWhole);
    case 'decimal-list':
      return areDecimalBytes(sample, taken, runs);
    case 'whole-frames':
      return !machineCode.test(sample.text) && !runs.some(isBoundary) && !runs.some(isNamed);
    case 'base64':
      return areBase64Bytes(sample, taken, runs, isWhole);
    case 'c-array':
      return (
        isWhole || arrayOfBytes.test(sample.text) || unnamedArray.test(sample.text) || most(runs, isAnnounced)
      );
    case 'python-bytes':
      if (isWhole && runs.every(isHexlified)) return true;
      return runs.some(hasEscape) && !runs.some(isInCode);
    default:
      if (most(runs, isCharacterClass) || runs.some(isDoubled)) return false;
      if (most(runs, (run) => beginsWithWords(run) && !isAnnounced(run))) return false;
      return !areFields(sample) || most(runs, isAnnounced);
  }
}
