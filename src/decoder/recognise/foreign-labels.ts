// Words that say that the bytes beside them are those of something else: a device, a bus, another protocol, a key, a
// file, a program. Such bytes are written as frames are, and short ones read as frames by chance.

/** By field of work: what people call such bytes. Abbreviations count in capitals alone, words in any letters. */
const domains: readonly RegExp[] = [
  // radio
  /\b(?:BLE|GATT|HCI|L2CAP|LoRa(?:WAN)?|LORAWAN|Z-Wave|nRF24\w*|ESP-NOW|802\.1[15](?:\.\d)?)\b/,
  /\b(?:iBeacon|Eddystone|Bluetooth|Zigbee|Sigfox)\b/i,
  // cards and tags
  /\b(?:RFID|NFC|MIFARE|APDU|ATR|EMV|TLV)\b/,
  /\b(?:mifare|smart ?cards?|iButton|UID of|card (?:id|uid|number))\b/i,
  // buses and serial lines
  /\b(?:J1939|OBD(?:-?II)?|LIN bus|I2C|I²C|SPI|SMBus|1-Wire|UART|RS-?(?:232|422|485)|COM\d|ttyUSB\d|ttyS\d|DMX(?:512)?|MIDI|USB|HID|IrDA)\b/,
  /\b(?:i2c|CAN (?:id|bus|frames?|message)|CANopen|serial (?:port|line|console|device|monitor)|baud)\b/i,
  // machines and buildings
  /\b(?:PLC|S7(?:comm)?|DNP3|IEC ?6\d{4}|OPC ?UA|KNX|DALI|M-Bus)\b/,
  /\b(?:Modbus|PROFI(?:NET|BUS)|BACnet|EtherCAT|EtherNet\/IP|MAVLink|thermostat|sensors?|servo)\b/i,
  // memory and machine code
  /\b(?:EEPROM|EPROM|NVRAM|ROM|MBR|ACPI|SMBIOS|EDID|ARM(?:v\d)?)\b/,
  /\b(?:firmware|bootloader|boot sector|core dump|memory (?:dump|at)|stack dump|registers?|shellcode|machine code|bytecode|disassembly|instructions?|opcodes? (?:bytes )?of (?:the )?(?:function|instruction)|x86(?:-64)?|save ?game)\b/i,
  // other protocols
  /\b(?:DNS|mDNS|DHCP|NTP|SNMP|LDAP|RADIUS|RTP|RTCP|STUN|ICMP|ARP|OSPF|BGP|QUIC|AMQP|RESP|TDS|SMB|NFS|FTP|SMTP|IMAP|POP3|SSH|RTMP|RTSP|SMPP|SS7|ISO ?8583)\b/,
  /\b(?:Kerberos|Kafka|Redis|memcached?|PostgreSQL|Postgres|MySQL|MongoDB|Telnet|Diameter)\b/i,
  // keys and digests
  /\b(?:HMAC|SHA-?\d{1,3}|MD5|CRC(?:-?\d{1,2})?|X\.?509|ASN\.?1|DER)\b/,
  /\b(?:(?:private|public|secret|session|AES|RSA|ECDSA|Ed25519|master|encryption) keys?|sha-?(?:1|256|512)|md5|crc(?:16|32)|checksums?|fingerprints?|thumbprint|signatures?|ciphertext|initiali[sz]ation vector|MAC address)\b/i,
  // files and what is in them
  /\b(?:JPE?G|PNG|GIF|EXIF|PCM|WAV|MP3|MPEG|H\.?26[45]|NAL units?|ELF|BSON|CBOR)\b/,
  /\b(?:QR ?codes?|barcodes?|bitmaps?|pixels?|palette|colou?rs?|fonts?|glyphs?|protobuf|Protocol Buffers?|msgpack|MessagePack|pickle)\b/i,
  // positions, and characters
  /\b(?:GPS|GNSS|NMEA|UBX)\b/,
  /\b(?:code ?points?|UTF-(?:8|16) (?:of|encoding|bytes))\b/i,
];

/** The word in `text` that says that bytes beside it are those of something else; `null` without one. */
export function foreignLabel(text: string): string | null {
  for (const domain of domains) {
    const found = domain.exec(text);
    if (found !== null) return found[0];
  }
  return null;
}
