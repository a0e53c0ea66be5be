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
  /\b(?:dev_?eui|app_?eui|dev_?addr|f_?port|f_?cnt)\b/i,
  // buses and serial lines
  /\b(?:J1939|OBD(?:-?II)?|LIN bus|I2C|I²C|SPI|SMBus|1-Wire|UART|RS-?(?:232|422|485)|COM\d|ttyUSB\d|ttyS\d|DMX(?:512)?|MIDI|USB|HID|IrDA)\b/,
  /\b(?:i2c|ack data|uart|rs-?(?:232|485)|CAN (?:id|bus|frames?|message)|CANopen|serial (?:port|line|console|device|monitor)|baud)\b/i,
  // machines and buildings
  /\b(?:PLC|S7(?:comm)?|DNP3|IEC ?6\d{4}|OPC ?UA|KNX|DALI|M-Bus)\b/,
  /\b(?:Modbus|PROFI(?:NET|BUS)|BACnet|EtherCAT|EtherNet\/IP|MAVLink|thermostat|sensors?|servo)\b/i,
  // memory and machine code
  /\b(?:EEPROM|EPROM|NVRAM|ROM|MBR|ACPI|SMBIOS|EDID|ARM(?:v\d)?)\b/,
  /\b(?:firmware|bootloader|boot sector|core dump|memory (?:dump|at)|stack dump|registers?|shellcode|machine code|bytecode|disassembly|instructions?|opcodes? (?:bytes )?of (?:the )?(?:function|instruction)|x86(?:-64)?|save ?game)\b/i,
  // other protocols
  /\b(?:DNS|mDNS|DHCP|NTP|SNMP|LDAP|RADIUS|RTP|RTCP|STUN|ICMP|ARP|OSPF|BGP|QUIC|AMQP|RESP|TDS|SMB|NFS|FTP|SMTP|IMAP|POP3|SSH|RTMP|RTSP|SMPP|SS7|ISO ?8583|HPACK|QPACK|RLP|COSE|BER|TCompactProtocol|TBinaryProtocol)\b/,
  /\b(?:Kerberos|Kafka|Redis|memcached?|PostgreSQL|Postgres|MySQL|MongoDB|Telnet|Diameter|Thrift|Avro)\b/i,
  // keys and digests
  /\b(?:HMAC|SHA-?\d{1,3}|MD5|CRC(?:-?\d{1,2})?|X\.?509|ASN\.?1|DER)\b/,
  /\b(?:(?:private|public|secret|session|AES|RSA|ECDSA|Ed25519|master|encryption) keys?|sha-?(?:1|256|512)|md5|crc(?:16|32)|checksums?|fingerprints?|thumbprint|signatures?|ciphertext|initiali[sz]ation vector|MAC address)\b/i,
  // files and what is in them
  /\b(?:JPE?G|PNG|GIF|EXIF|PCM|WAV|MP3|MPEG|H\.?26[45]|NAL units?|ELF|BSON|CBOR)\b/,
  /\b(?:QR ?codes?|barcodes?|bitmaps?|pixels?|palette|colou?rs?|fonts?|glyphs?|protobuf|Protocol Buffers?|msgpack|MessagePack|pickle)\b/i,
  // positions, and characters
  /\b(?:GPS|GNSS|NMEA|UBX)\b/,
  /\b(?:code ?points?|UTF-(?:8|16) (?:of|encoding|bytes))\b/i,
  // programs and devices that carry other bytes
  /\b(?:M?F?RC522|PN532|SW[12]?(?=\s*[:=])|nRF(?: Connect|5\d+\w*)|LoRa\w*|DevEUI|MQTT|R?RC5|NEC code)\b/,
  /\b(?:pyserial|serial\.Serial|ser(?:ial)?\.(?:read|write)|(?:up|down)link (?:payload|message|frame|data)|end device|characteristic|advertis(?:ing|ement) (?:data|packet)|beacons?|smart ?meters?|contactless|chip card|payment terminal|infrared|remote control)\b/i,
  // the same words in other languages
  /(?<!\p{L})(?:датчик|сенсор|микроконтроллер|контроллер|терминал|прошив|загрузчик|считывател|регистр|хеш|отпечат|маяк|картинк|изображени|пиксел|сертификат|счётчик|счетчик|шрифт|штрих-?код|пульт)\p{L}*|(?<!\p{L})(?:последовательн\p{L}+ порт\p{L}*|ком-порт\p{L}*|MAC-адрес|контрольн\p{L}+ сумм\p{L}*|ключ(?!\p{L}* маск)|карт[аеуыо](?!\p{L})|карт(?:ой|очк\p{L}*)|метк[аиу] |подпис[ьи]|блютус|блютуз|шин[аеуы](?!\p{L})|ПЛК)/iu,
  /传感器|串口|(?<!掩码|掩)密钥|私钥|公钥|蓝牙|MAC ?地址|校验|单片机|寄存器|固件|射频|读卡|卡号|智能卡|指纹|签名|哈希|摘要|证书|图片|像素|总线|下位机|上位机|从站|主站|电表|仪表|红外|遥控|内存|条码|二维码|感測器|序列埠|金鑰|藍牙|韌體/,
  /センサ|シリアル|暗号鍵|秘密鍵|公開鍵|ブルートゥース|チェックサム|レジスタ|ファームウェア|カード|指紋|署名|ハッシュ|証明書|画像|赤外線|リモコン|マイコン|メモリ|バーコード|센서|시리얼|암호|블루투스|체크섬|레지스터|펌웨어|카드|지문|서명|해시/,
  /(?<!\p{L})(?:Sensor(?:s|en)?|Messwerte?|Schlüssel|Prüfsumme|Steuerung|SPS|seriellen? (?:Schnittstelle|Anschluss|Port)|[Ss]erielle[rnms]?|Chipkarte|Karte|Zähler|Fingerabdruck|Signatur|Zertifikat|Speicher(?:inhalt|abbild|adresse)|Fernbedienung|Telegramm|Bootloader|Barcode|MAC-Adresse)(?!\p{L})/u,
  /(?<!\p{L})(?:capteurs?|cl[ée] (?:de chiffrement|privée|publique|secrète|AES)|somme de contrôle|(?:port|liaison) série|carte (?:à puce|sans contact|bancaire)|automate|empreinte|certificat|micrologiciel|registres?|télécommande|compteur|code-barres|adresse MAC|sensor(?:es|e|i)?|clave (?:de cifrado|privada|pública|secreta|AES)|suma de (?:verificación|comprobación)|puertos? seri(?:e|al)|tarjeta|aut[óo]mata|huella|firma digital|certificado|registros?|mando a distancia|medidor|c[óo]digo de barras|direcci[óo]n MAC|chiave (?:privata|pubblica|di cifratura)|porta serial[e]?|somma di controllo|chave (?:privada|pública|de criptografia)|cart[ãa]o|soma de verificação|assinatura)(?!\p{L})/iu,
];

/** The word in `text` that says that bytes beside it are those of something else; `null` without one. */
export function foreignLabel(text: string): string | null {
  for (const domain of domains) {
    const found = domain.exec(text);
    if (found !== null) return found[0];
  }
  return null;
}
