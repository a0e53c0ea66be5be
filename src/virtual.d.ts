declare module 'virtual:cause-pages' {
  /** Where the build put the cause pages. */
  export const causePagesUrl: string;
}
