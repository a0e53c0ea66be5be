/** The fonts that the pictures are drawn with: package and file. */
export const pictureFonts = [
  ['@fontsource/ibm-plex-sans', 'ibm-plex-sans-latin-400-normal'],
  ['@fontsource/ibm-plex-sans', 'ibm-plex-sans-latin-600-normal'],
  ['@fontsource/ibm-plex-mono', 'ibm-plex-mono-latin-600-normal'],
] as const;
