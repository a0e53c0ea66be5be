// The listing of a program: an address, the bytes of one instruction, and its words. Such bytes are written as the rows
// of a dump are, and read as frames by chance.

/** An address, few bytes, and words. */
const listingRow =
  /^\s*(?:\d{1,6}\s+)?(?:0x)?[\da-f]{4,16}:?\s+((?:[\da-f]{2} ){0,14}[\da-f]{2})\s{2,}([a-z][a-z.]{1,9}\b.*)$/i;
/** An address and bytes. */
const bytesRow = /^\s*(?:\d{1,6}\s+)?(?:0x)?[\da-f]{4,16}:?\s+[\da-f]{2}(?:\s|$)/i;
const minRows = 2;
/** More lines, and more characters of a line, are not looked at. */
const maxLines = 400;
const maxLineLength = 200;

/** Whether the words behind the bytes of a row are longer than the column of text that a dump has. */
function isListingRow(line: string): boolean {
  const [, bytes = '', words = ''] = listingRow.exec(line) ?? [];
  return words.trim().length > Math.ceil(bytes.length / 3) + 1;
}

/** Whether most rows with bytes are those of a listing. */
export function isListing(lines: readonly string[]): boolean {
  const rows = lines
    .slice(0, maxLines)
    .map((line) => line.slice(0, maxLineLength))
    .filter((line) => bytesRow.test(line));
  const listed = rows.filter(isListingRow).length;
  return listed >= minRows && listed * 2 > rows.length;
}
