// The header of a pcap file (draft-ietf-opsawg-pcap 4): 24 bytes, of which the magic number tells the byte order and
// the unit of times.

export const magicMicroseconds = 0xa1b2c3d4;
export const magicNanoseconds = 0xa1b23c4d;
export const fileHeader = 24;
/** libpcap's own limit for one packet, in bytes. A longer record is damage. */
export const maxCaptured = 262144;
