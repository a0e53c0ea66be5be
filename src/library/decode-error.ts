/** An input that cannot be read at all. `message` is one sentence: expected, found, where. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
