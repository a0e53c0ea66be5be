// Files of other kinds, known by their first bytes.

import { decodeLatin1 } from '../../bytes/utf8.ts';

const kinds: readonly [RegExp, string][] = [
  [/^\xff\xd8\xff/, 'a JPEG picture'],
  [/^\x89PNG\r\n\x1a\n/, 'a PNG picture'],
  [/^GIF8[79]a/, 'a GIF picture'],
  [/^RIFF[\s\S]{4}WEBP/, 'a WebP picture'],
  [/^BM[\s\S]{4}\0\0\0\0/, 'a BMP picture'],
  [/^%PDF-/, 'a PDF document'],
  [/^PK(?:\x03\x04|\x05\x06|\x07\x08)/, 'a ZIP archive'],
  [/^7z\xbc\xaf\x27\x1c/, 'a 7-Zip archive'],
  [/^Rar!\x1a\x07/, 'a RAR archive'],
  [/^\xfd7zXZ\0/, 'an xz archive'],
  [/^\x28\xb5\x2f\xfd/, 'a Zstandard archive'],
  [/^BZh[1-9]1AY/, 'a bzip2 archive'],
  [/^\x7fELF/, 'an ELF program'],
  [/^MZ[\s\S]{58}/, 'a Windows program'],
  [/^(?:\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe|\xca\xfe\xba\xbe)/, 'a macOS program or a Java class'],
  [/^SQLite format 3\0/, 'an SQLite database'],
  [/^[\s\S]{4}ftyp/, 'an MP4 video'],
  [/^\x1aE\xdf\xa3/, 'a Matroska or WebM video'],
  [/^OggS/, 'an Ogg file'],
  [/^ID3/, 'an MP3 file'],
  [/^\0asm/, 'a WebAssembly module'],
  [/^wOF[F2]/, 'a web font'],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'a Microsoft Office document'],
  [/^RTSS|^GMBU|^\x54\x52\x53\x4e/, 'a Network Monitor capture'],
];

/** What a file is when it is something that this program does not read, or `null`. */
export function otherFileKind(head: Uint8Array): string | null {
  const text = decodeLatin1(head.subarray(0, 64));
  for (const [pattern, kind] of kinds) if (pattern.test(text)) return kind;
  return null;
}

/** The sentence for such a file. */
export function otherFileText(kind: string): string {
  return `Expected a capture or a dump, found ${kind}. Drop a pcap, pcapng, HAR, NetLog or SAZ file, or paste bytes as hex.`;
}
