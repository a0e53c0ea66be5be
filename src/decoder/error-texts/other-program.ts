// A program whose words are known and whose frame reader is not simulated.

/** Who prints a text, and where. */
export interface OtherProgram {
  readonly implementation: string;
  /** As far as the text is known to be the same, and how it is known. */
  readonly version: string;
  /** `null`: both roles print it. */
  readonly role: 'client' | 'server' | null;
  readonly shown: string;
  readonly pattern: RegExp;
}

/** A program, by these members in this order. */
export const otherProgram = (
  implementation: string,
  version: string,
  role: OtherProgram['role'],
  shown: string,
  pattern: RegExp,
): OtherProgram => ({ implementation, version, role, shown, pattern });
