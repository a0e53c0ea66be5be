// Masking (RFC 6455 5.3): byte i of the payload is XORed with byte i mod 4 of the key.

/**
 * Unmasks `[from, end)` into `to`. The lowest byte of `key` belongs to the byte at `from`. Ranges do not
 * overlap.
 */
export function unmask(from: usize, end: usize, key: u32, to: usize): void {
  const keys = i32x4.splat(key);
  while (from + 16 <= end) {
    v128.store(to, v128.xor(v128.load(from), keys));
    from += 16;
    to += 16;
  }
  while (from < end) {
    store<u8>(to, load<u8>(from) ^ <u8>key);
    key = rotr<u32>(key, 8);
    from++;
    to++;
  }
}
