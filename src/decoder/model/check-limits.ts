/** Largest text that the checks take, in bytes. */
export const maxTextBytes = 2 * 1024 * 1024;
