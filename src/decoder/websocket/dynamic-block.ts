// The header of a block with its own codes (RFC 1951 3.2.7): code lengths, themselves coded, from which the
// tables are built.

import {
  buildTable,
  distEntries,
  distRoot,
  invalidEntry,
  lengthOrder,
  literalEntries,
  litRoot,
  plainEntries,
} from './inflate-tables.ts';

/** Reads such headers. Its fields give the place in the input before a call and after it. */
export class DynamicBlock {
  /** Offset of the next input byte; the bits that were read and not used, and their number. */
  at = 0;
  hold = 0;
  bits = 0;
  readonly #lengths = new Uint8Array(320);
  readonly #codeTable = new Int32Array(128);

  /**
   * Fills the tables. `short`: the input ends inside the header, and the fields keep their values. `bad`: the
   * lengths do not describe a prefix code.
   */
  read(input: Uint8Array, end: number, litTable: Int32Array, distTable: Int32Array): 'ok' | 'short' | 'bad' {
    let { at, hold, bits } = this;
    const need = (wanted: number): boolean => {
      while (bits < wanted) {
        if (at >= end) return false;
        hold |= input[at++] << bits;
        bits += 8;
      }
      return true;
    };
    if (!need(14)) return 'short';
    const literals = (hold & 31) + 257;
    const distances = ((hold >> 5) & 31) + 1;
    const codes = ((hold >> 10) & 15) + 4;
    hold >>>= 14;
    bits -= 14;
    if (literals > 286 || distances > 30) {
      return 'bad';
    }
    const lengths = this.#lengths;
    lengths.fill(0, 0, 19);
    for (let i = 0; i < codes; i++) {
      if (!need(3)) return 'short';
      lengths[lengthOrder[i]] = hold & 7;
      hold >>>= 3;
      bits -= 3;
    }
    if (!buildTable(lengths, 0, 19, plainEntries, 7, this.#codeTable)) {
      return 'bad';
    }
    let have = 0;
    const total = literals + distances;
    while (have < total) {
      let entry = this.#codeTable[hold & 127];
      while (entry === invalidEntry || (entry & 15) > bits) {
        if (bits >= 7 && entry === invalidEntry) {
          return 'bad';
        }
        if (at >= end) return 'short';
        hold |= input[at++] << bits;
        bits += 8;
        entry = this.#codeTable[hold & 127];
      }
      const used = entry & 15;
      const symbol = entry >>> 16;
      if (symbol < 16) {
        hold >>>= used;
        bits -= used;
        lengths[have++] = symbol;
        continue;
      }
      const extra = symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
      if (!need(used + extra)) return 'short';
      const repeat = (symbol === 18 ? 11 : 3) + ((hold >>> used) & ((1 << extra) - 1));
      hold >>>= used + extra;
      bits -= used + extra;
      const value = symbol === 16 ? (have === 0 ? -1 : lengths[have - 1]) : 0;
      if (value < 0 || have + repeat > total) {
        return 'bad';
      }
      lengths.fill(value, have, have + repeat);
      have += repeat;
    }
    if (
      lengths[256] === 0 ||
      !buildTable(lengths, 0, literals, literalEntries, litRoot, litTable) ||
      !buildTable(lengths, literals, distances, distEntries, distRoot, distTable)
    ) {
      return 'bad';
    }
    this.at = at;
    this.hold = hold;
    this.bits = bits;
    return 'ok';
  }
}
