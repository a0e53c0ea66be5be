// The hand-chosen streams that real programs and simulated readers both read.

import { deflateRawSync } from 'node:zlib';
import { concat } from '../../src/testing/bytes.ts';
import {
  ascii,
  badTexts,
  binary,
  close,
  declares,
  hex,
  more,
  type Piece,
  ping,
  type Stream,
  squeeze,
  text,
  utf8,
  zeros,
} from './stream.ts';

const list: Stream[] = [];
const put = (group: string, name: string, pieces: readonly Piece[], options: Partial<Stream> = {}) =>
  list.push({ group, name, pieces, deflate: false, ...options });
const deflate = { deflate: true };
const hello = utf8('Hello');
const badText = hex('c328');

function putSound(): void {
  put('sound', 'text', [text('Hello')]);
  put('sound', 'binary', [binary(hello)]);
  put('sound', 'empty text', [text('')]);
  put('sound', 'fragments', [text('Hel', { fin: false }), more('l', false), more('o')]);
  put('sound', 'fragments with a ping between', [text('Hel', { fin: false }), ping(), more('lo')]);
  put('sound', 'ping and pong', [ping(hello), { opcode: 10, payload: hello }]);
  put('sound', 'ping of 125 bytes', [ping(zeros(125))]);
  put('sound', 'character split between fragments', [text(hex('48c3'), { fin: false }), more(hex('a9'))]);
  put('sound', 'empty fragments', [text('', { fin: false }), more('', false), more('')]);
  put('sound', 'compressed', [text(squeeze(hello), { rsv: 4 })], deflate);
  put(
    'sound',
    'compressed fragments',
    [text(squeeze(hello).subarray(0, 3), { rsv: 4, fin: false }), more(squeeze(hello).subarray(3))],
    deflate,
  );
  put('sound', 'not compressed though agreed', [text('Hello')], deflate);
  put('sound', 'compressed empty', [text(hex('00'), { rsv: 4 })], deflate);
}

function putHeaders(): void {
  for (let rsv = 1; rsv < 8; rsv++) {
    put('rsv', `RSV ${rsv} on text`, [text('Hello', { rsv })]);
    put('rsv', `RSV ${rsv} on text, deflate agreed`, [text(squeeze(hello), { rsv })], deflate);
  }
  for (const rsv of [1, 2, 4]) {
    put('rsv', `RSV ${rsv} on a ping`, [ping(hello, { rsv })]);
    put('rsv', `RSV ${rsv} on a ping, deflate agreed`, [ping(hello, { rsv })], deflate);
    put('rsv', `RSV ${rsv} on a close`, [close(1000, undefined, { rsv })]);
    put('rsv', `RSV ${rsv} on a continuation`, [text('Hel', { fin: false }), more('lo', true, { rsv })]);
    put(
      'rsv',
      `RSV ${rsv} on a continuation, deflate agreed`,
      [text('Hel', { fin: false }), more('lo', true, { rsv })],
      deflate,
    );
  }
  put(
    'rsv',
    'RSV1 on a compressed continuation',
    [
      text(squeeze(hello).subarray(0, 3), { rsv: 4, fin: false }),
      more(squeeze(hello).subarray(3), true, { rsv: 4 }),
    ],
    deflate,
  );
  put('rsv', 'RSV1 on an empty ping, deflate agreed', [ping(undefined, { rsv: 4 })], deflate);
  put('rsv', 'RSV1 on a close, deflate agreed', [close(1000, undefined, { rsv: 4 })], deflate);
  for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
    put('opcode', `opcode ${opcode}`, [{ opcode, payload: hello }]);
    put('opcode', `opcode ${opcode} without FIN`, [{ opcode, payload: hello, fin: false }]);
  }
  put('opcode', 'opcode 3, empty', [{ opcode: 3 }]);
  put('opcode', 'opcode 11, empty', [{ opcode: 11 }]);
  put('opcode', 'opcode 3 inside a message', [text('a', { fin: false }), { opcode: 3, payload: hello }]);
  put('opcode', 'opcode 11 inside a message', [text('a', { fin: false }), { opcode: 11, payload: hello }]);
  put('opcode', 'opcode 5 without FIN inside a message', [
    text('a', { fin: false }),
    { opcode: 5, payload: hello, fin: false },
  ]);
  put('opcode', 'opcode 3 without FIN, then a continuation', [
    { opcode: 3, payload: hello, fin: false },
    more('a'),
  ]);
  for (const opcode of [8, 9, 10]) {
    put('control', `opcode ${opcode} without FIN`, [
      { opcode, payload: opcode === 8 ? hex('03e8') : hello, fin: false },
    ]);
    put('control', `opcode ${opcode} of 126 bytes`, [
      { opcode, payload: opcode === 8 ? Uint8Array.from([3, 232, ...zeros(124)]) : zeros(126) },
    ]);
    put('control', `opcode ${opcode} in the 16-bit form`, [
      { opcode, payload: opcode === 8 ? hex('03e8') : hello, lengthForm: 16 },
    ]);
    put('control', `opcode ${opcode} in the 64-bit form`, [
      { opcode, payload: opcode === 8 ? hex('03e8') : hello, lengthForm: 64 },
    ]);
  }
  put('control', 'ping without FIN of 126 bytes', [{ opcode: 9, payload: zeros(126), fin: false }]);
  put('control', 'ping of 70000 bytes', [ping(zeros(70000))]);
  put('control', 'ping without FIN, empty', [{ opcode: 9, fin: false }]);
  put('control', 'opcode 11 of 126 bytes', [{ opcode: 11, payload: zeros(126) }]);
  put('mask', 'wrong mask on text', [{ ...text('Hello'), wrongMask: true } as Piece]);
  put('mask', 'wrong mask on a ping', [{ ...ping(hello), wrongMask: true } as Piece]);
  put('mask', 'wrong mask on an empty frame', [{ ...text(''), wrongMask: true } as Piece]);
  put('mask', 'wrong mask on a close', [{ ...close(1000), wrongMask: true } as Piece]);
  put('mask', 'wrong mask on the second frame', [
    text('Hello'),
    { ...text('again'), wrongMask: true } as Piece,
  ]);
  put('mask', 'wrong mask on a continuation', [
    text('Hel', { fin: false }),
    { ...more('lo'), wrongMask: true } as Piece,
  ]);
  put('mask', 'wrong mask, UTF-8 text', [{ ...text('größer als'), wrongMask: true } as Piece]);
}

function putLengths(): void {
  put('length', '16-bit form of 5', [text('Hello', { lengthForm: 16 })]);
  put('length', '64-bit form of 5', [text('Hello', { lengthForm: 64 })]);
  put('length', '64-bit form of 300', [text(zeros(300), { lengthForm: 64 })]);
  put('length', '16-bit form of 125', [binary(zeros(125), { lengthForm: 16 })]);
  put('length', '16-bit form of 0', [text('', { lengthForm: 16 })]);
  put('length', '64-bit form of 65535', [binary(zeros(65535), { lengthForm: 64 })]);
  for (const sender of ['client', 'server'] as const) {
    const only = { only: sender };
    put('length', `top bit set, ${sender}`, [declares(1, (1n << 63n) + 5n, sender)], only);
    put('length', `all length bits, ${sender}`, [declares(1, (1n << 64n) - 1n, sender)], only);
    put('length', `2^63 - 1, ${sender}`, [declares(2, (1n << 63n) - 1n, sender)], only);
    put('length', `2^53, ${sender}`, [declares(1, 1n << 53n, sender)], only);
    put('length', `2^53 - 1, ${sender}`, [declares(1, (1n << 53n) - 1n, sender)], only);
    put('length', `4 GiB, ${sender}`, [declares(1, 1n << 32n, sender)], only);
    put('length', `2 GiB, ${sender}`, [declares(1, 1n << 31n, sender)], only);
    put('length', `2 GiB - 1, ${sender}`, [declares(2, (1n << 31n) - 1n, sender)], only);
    put('length', `ping of 4 GiB, ${sender}`, [declares(9, 1n << 32n, sender)], only);
    put('length', `ping with the top bit set, ${sender}`, [declares(9, 1n << 63n, sender)], only);
    put('limit', `256 MiB declared, ${sender}`, [declares(2, 1n << 28n, sender)], only);
    put('limit', `128 MiB declared, ${sender}`, [declares(2, (1n << 27n) + 1n, sender)], only);
    put('limit', `100 MiB declared, ${sender}`, [declares(2, 104857601n, sender)], only);
    put('limit', `64 MiB declared, ${sender}`, [declares(2, 1n << 26n, sender)], only);
    put('limit', `16 MiB + 1 declared, ${sender}`, [declares(2, (1n << 24n) + 1n, sender)], only);
    put('limit', `4 MiB declared, ${sender}`, [declares(2, 1n << 22n, sender)], only);
    put('limit', `1 MiB + 1 declared, ${sender}`, [declares(2, (1n << 20n) + 1n, sender)], only);
    put('limit', `131073 declared, ${sender}`, [declares(2, 131073n, sender)], only);
  }
}

function putLimits(): void {
  for (const length of [
    8192, 8193, 16384, 16385, 32768, 32769, 65535, 65536, 65537, 131072, 131073, 1048577,
  ]) {
    put('limit', `text of ${length} bytes`, [text(zeros(length))]);
  }
  for (const length of [4194304, 10485761, 16777217]) {
    put('limit', `binary of ${length} bytes`, [binary(zeros(length))]);
  }
  for (const [size, count] of [
    [5000, 2],
    [20000, 2],
    [40000, 2],
    [70000, 2],
    [600000, 2],
    [600000, 16],
  ]) {
    const parts = Array.from({ length: count }, (_, i) =>
      i === 0 ? binary(zeros(size), { fin: false }) : more(zeros(size), i === count - 1),
    );
    put('limit', `${count} fragments of ${size} bytes`, parts);
  }
  for (const length of [9000, 20000, 40000, 70000, 140000, 1100000, 5000000, 20000000]) {
    put('limit', `${length} bytes inflated`, [binary(squeeze(zeros(length)), { rsv: 4 })], deflate);
  }
}

function putSequences(): void {
  const parts: readonly [string, readonly Piece[]][] = [
    ['continuation first', [more('Hello')]],
    ['continuation first without FIN', [more('Hello', false), more('a')]],
    ['empty continuation first', [more('')]],
    ['continuation after a whole message', [text('Hello'), more('more')]],
    ['text inside a message', [text('Hel', { fin: false }), text('lo')]],
    ['text inside a message, then the rest', [text('Hel', { fin: false }), text('x'), more('lo')]],
    ['first fragment inside a message', [text('Hel', { fin: false }), text('lo', { fin: false })]],
    [
      'first fragment inside a message, then the rest',
      [text('Hel', { fin: false }), text('x', { fin: false }), more('lo')],
    ],
    ['binary inside a text', [text('Hel', { fin: false }), binary(hello)]],
    [
      'binary fragment inside a text',
      [text('Hel', { fin: false }), binary(hello, { fin: false }), more('a')],
    ],
    ['text inside a binary', [binary(hello, { fin: false }), text('Hello')]],
    ['text after an empty fragment', [text('', { fin: false }), text('Hello')]],
    ['text in the third fragment', [text('a', { fin: false }), more('b', false), text('c')]],
    ['close inside a message', [text('Hel', { fin: false }), close(1000)]],
    ['empty close inside a message', [text('Hel', { fin: false }), { opcode: 8 }]],
    ['data after close', [close(1000), text('Hello')]],
    ['ping after close', [close(1000), ping(hello)]],
    ['a second close', [close(1000), close(1001)]],
    ['a broken frame after close', [close(1000), text('Hello', { rsv: 7 })]],
  ];
  for (const [name, pieces] of parts) put('sequence', name, pieces);
  put(
    'sequence',
    'text inside a message, deflate agreed',
    [text('Hel', { fin: false }), text('lo')],
    deflate,
  );
  put(
    'sequence',
    'compressed text inside a message',
    [text('Hel', { fin: false }), text(squeeze(hello), { rsv: 4 })],
    deflate,
  );
  put(
    'sequence',
    'continuation after a compressed message',
    [text(squeeze(hello), { rsv: 4 }), more('a')],
    deflate,
  );
  put('sequence', 'continuation first, deflate agreed', [more('Hello')], deflate);
}

function putCloses(): void {
  const codes = [
    0, 1, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
    1016, 1100, 1999, 2000, 2999, 3000, 3001, 3999, 4000, 4999, 5000, 32767, 65535,
  ];
  for (const code of codes) {
    const refused =
      code < 1000 || (code > 1003 && code < 1007) || (code > 1011 && code < 4000) || code > 4999;
    put(refused ? 'close code' : 'sound', `close ${code}`, [close(code)]);
  }
  put('close', 'close without a payload', [{ opcode: 8 }]);
  put('close', 'close of 1 byte', [{ opcode: 8, payload: hex('03') }]);
  put('close', 'close of 1 byte in the 16-bit form', [{ opcode: 8, payload: hex('03'), lengthForm: 16 }]);
  put('close', 'close with a reason', [close(1000, utf8('bye'))]);
  put('close', 'close with a reason of 123 bytes', [close(1000, zeros(123))]);
  put('close', 'close 1005 with a reason', [close(1005, utf8('no'))]);
  put('close', 'close 999 with a reason', [close(999, utf8('no'))]);
  put('close', 'close 3000 with a reason', [close(3000, utf8('app'))]);
  for (const [name, bad] of badTexts) put('close reason', `close reason ${name}`, [close(1000, hex(bad))]);
  put('close reason', 'close code and reason bad', [close(999, badText)]);
  put('close reason', 'close after a message, reason bad', [text('Hello'), close(1000, badText)]);
}

function putTexts(): void {
  for (const [name, bad] of badTexts) {
    put('UTF-8', `text ${name}`, [text(hex(bad))]);
    put('UTF-8', `long text ${name}`, [text(concat([zeros(100), hex(bad), utf8(' and more')]))]);
  }
  put('UTF-8', 'bad first fragment, no more', [text(badText, { fin: false })]);
  put('UTF-8 in fragments', 'bad first fragment', [text(badText, { fin: false }), more('more')]);
  put('UTF-8 in fragments', 'bad continuation', [text('Hello ', { fin: false }), more(hex('fffe41'))]);
  put('UTF-8 in fragments', 'bad middle fragment', [
    text('a', { fin: false }),
    more(badText, false),
    more('b'),
  ]);
  put('UTF-8 in fragments', 'bad middle fragment, not ended', [
    text('a', { fin: false }),
    more(badText, false),
  ]);
  put('UTF-8 in fragments', 'split character, second half missing', [
    text(hex('48c3'), { fin: false }),
    more('x'),
  ]);
  put('UTF-8 in fragments', 'ends inside a character', [text('Hello', { fin: false }), more(hex('c3'))]);
  put('UTF-8 in fragments', 'ends inside a character, empty last', [
    text(hex('48c3'), { fin: false }),
    more(''),
  ]);
  put('UTF-8 in fragments', 'bad fragment, then a fault', [text(badText, { fin: false }), { opcode: 3 }]);
  put('UTF-8 in fragments', 'bad fragment, then a close', [text(badText, { fin: false }), close(1000)]);
  put('UTF-8 in fragments', 'bad binary continuation is fine', [
    binary(hello, { fin: false }),
    more(badText),
  ]);
  put('UTF-8', 'bad second message', [text('Hello'), text(badText)]);
  put('UTF-8', 'bad text, then a fault', [text(badText), text('Hello', { rsv: 2 })]);
  put('UTF-8', 'bad text, then a good one', [text(badText), text('Hello')]);
  put('UTF-8', 'bad text, then a close', [text(badText), close(1000)]);
  put('UTF-8', 'compressed bytes without RSV1', [text(squeeze(utf8('Hello Hello Hello')))], deflate);
  put('UTF-8', 'compressed bad text', [text(squeeze(hex('48c328')), { rsv: 4 })], deflate);
  put('UTF-8', 'compressed text cut inside a character', [text(squeeze(hex('48c3')), { rsv: 4 })], deflate);
  put(
    'UTF-8 in fragments',
    'compressed bad text in fragments',
    [
      text(squeeze(hex('48c328')).subarray(0, 2), { rsv: 4, fin: false }),
      more(squeeze(hex('48c328')).subarray(2)),
    ],
    deflate,
  );
}

function putInflate(): void {
  const packed = squeeze(utf8('Hello Hello Hello Hello'));
  const bad: readonly [string, Uint8Array][] = [
    ['block type', hex('ffffffffff')],
    ['plain text', hello],
    ['stored lengths', hex('000500000048')],
    ['distance too far', hex('2a2a02000000')],
    ['zlib wrapper', hex('789c f248cdc9c90700 058c01f5')],
    ['gzip wrapper', hex('1f8b0800000000000003f348cdc9c907008289d1f705000000')],
    ['JSON', utf8('{"type":"welcome"}')],
    ['random bytes', hex('9c3b61f2d05e8a177744c9be2f00a1d3')],
    ['dynamic block', hex('0500feffffffff')],
    ['too many codes', hex('fdffffff')],
    ['a cut block', packed.subarray(0, packed.length - 3)],
    ['an empty payload', new Uint8Array(0)],
    ['one zero', hex('00')],
    ['BFINAL set', hex('f348cdc9c90700')],
    ['a tail not cut off', concat([packed, hex('0000ffff')])],
    ['the final block and more', hex('f348cdc9c90700 f348cdc9c90700')],
  ];
  for (const [name, payload] of bad) put('inflate', `inflate: ${name}`, [text(payload, { rsv: 4 })], deflate);
  put('inflate', 'inflate: bad binary', [binary(hex('ffffffffff'), { rsv: 4 })], deflate);
  put(
    'inflate',
    'inflate: bad second message',
    [text(packed, { rsv: 4 }), text(hex('ffffffffff'), { rsv: 4 })],
    deflate,
  );
  put(
    'inflate',
    'inflate: bad first fragment',
    [text(hex('ffffffffff'), { rsv: 4, fin: false }), more('')],
    deflate,
  );
  put(
    'inflate',
    'inflate: bad first fragment, no more',
    [text(hex('ffffffffff'), { rsv: 4, fin: false })],
    deflate,
  );
  put(
    'inflate',
    'inflate: bad continuation',
    [text(packed.subarray(0, 3), { rsv: 4, fin: false }), more(hex('ffffffffffffffff'))],
    deflate,
  );
  put('inflate', 'inflate: bad, then a fault', [text(hex('ffffffffff'), { rsv: 4 }), { opcode: 3 }], deflate);
  const [first, second] = contextMessages();
  put('inflate', 'inflate: window kept', [text(first, { rsv: 4 }), text(second, { rsv: 4 })], deflate);
  put('inflate', 'inflate: window missing', [text(second, { rsv: 4 })], deflate);
}

/** Two messages, the second of which refers to the first. */
function contextMessages(): [Uint8Array, Uint8Array] {
  const dictionary = Buffer.from('The quick brown fox jumps over the lazy dog');
  const second = deflateRawSync(dictionary, { finishFlush: 2, dictionary });
  return [squeeze(dictionary), Uint8Array.from(second.subarray(0, second.length - 4))];
}

function putForeign(): void {
  const foreign: readonly [string, Uint8Array][] = [
    [
      'HTTP 400',
      ascii('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 11\r\n\r\nBad Request'),
    ],
    [
      'HTTP request',
      ascii(
        'GET /health HTTP/1.1\r\nHost: app\r\nUser-Agent: probe/1.0\r\nAccept: */*\r\nConnection: close\r\n\r\n',
      ),
    ],
    ['second 101', ascii('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')],
    ['HTML', ascii('<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>')],
    ['TLS alert', hex('15030300020246')],
    ['TLS ClientHello', concat([hex('16030100b3010000af0303'), new Uint8Array(173).fill(0x5a)])],
    ['chunk', concat([ascii('7\r\n'), hex('810548656c6c6f'), ascii('\r\n')])],
    ['plain text', ascii('Hello world, this is no frame')],
    ['JSON object', ascii('{"type":"welcome","sid":"c1a2","heartbeat":25000}')],
    ['JSON array', ascii('["welcome",{"sid":"c1a2","heartbeat":25000,"more":"text"}]')],
    ['Engine.IO', ascii('42["msg",{"hello":"world"}]')],
    ['gzip', hex('1f8b0800000000000003cb48cdc9c957285f')],
    ['CR LF first', concat([hex('0d0a'), hex('810548656c6c6f')])],
    ['PHP warning', ascii('PHP Warning:  Undefined variable $x in /srv/ws.php on line 3\n')],
    ['BOM', concat([hex('efbbbf'), hex('810548656c6c6f')])],
    ['Hixie-76', concat([hex('00'), ascii('Hello'), hex('ff')])],
    ['HTTP/2 SETTINGS', hex('000012040000000000000300000064000400100000000600004000')],
    ['zeros', new Uint8Array(40)],
    ['ones', new Uint8Array(40).fill(255)],
  ];
  for (const [name, bytes] of foreign) put('foreign', name, [bytes]);
  put('foreign', 'length short by two', [hex('810348656c6c6f'), text('next')], { only: 'server' });
}

function putTruncated(): void {
  put('truncated', 'inside the header', [text(zeros(200))], { cutTo: -198 });
  put('truncated', 'inside the payload', [text('Hello world')], { cutTo: -4 });
  put('truncated', 'inside the second frame', [text('Hello'), text('world')], { cutTo: -2 });
  put('truncated', 'RSV1, payload missing', [text('Hello world', { rsv: 4 })], { cutTo: -6 });
  put('truncated', 'bad UTF-8, payload missing', [text(hex('c32848656c6c6f20'))], { cutTo: -3 });
  put('truncated', 'opcode 3, payload missing', [{ opcode: 3, payload: zeros(20) }], { cutTo: -6 });
  put('truncated', 'ping without FIN, payload missing', [{ opcode: 9, fin: false, payload: zeros(20) }], {
    cutTo: -6,
  });
  put('truncated', 'close 999, payload missing', [close(999, zeros(20))], { cutTo: -6 });
  put('truncated', 'wrong mask, payload missing', [{ ...text(zeros(30)), wrongMask: true } as Piece], {
    cutTo: -6,
  });
}

function putCombinations(): void {
  const combos: readonly [string, Piece][] = [
    ['RSV 7, opcode 11', { opcode: 11, rsv: 7 }],
    ['RSV 2, opcode 3, no FIN', { opcode: 3, rsv: 2, fin: false, payload: hello }],
    ['RSV1, ping without FIN', { opcode: 9, rsv: 4, fin: false }],
    ['RSV2, ping of 126 bytes', { opcode: 9, rsv: 2, payload: zeros(126) }],
    ['ping of 126 bytes without FIN, RSV3', { opcode: 9, rsv: 1, fin: false, payload: zeros(126) }],
    ['opcode 15 without FIN of 126 bytes', { opcode: 15, fin: false, payload: zeros(126) }],
    ['opcode 7 of 126 bytes without FIN', { opcode: 7, fin: false, payload: zeros(126) }],
    ['RSV1, continuation first', { opcode: 0, rsv: 4, payload: hello }],
    ['wrong mask, RSV1', { opcode: 1, rsv: 4, payload: hello, wrongMask: true }],
    ['wrong mask, opcode 3', { opcode: 3, payload: hello, wrongMask: true }],
    ['wrong mask, opcode 11', { opcode: 11, payload: hello, wrongMask: true }],
    ['wrong mask, ping without FIN', { opcode: 9, fin: false, payload: hello, wrongMask: true }],
    ['wrong mask, ping of 126 bytes', { opcode: 9, payload: zeros(126), wrongMask: true }],
    ['wrong mask, continuation first', { opcode: 0, payload: hello, wrongMask: true }],
    ['wrong mask, close of 1 byte', { opcode: 8, payload: hex('03'), wrongMask: true }],
    ['wrong mask, close 999', { opcode: 8, payload: hex('03e7'), wrongMask: true }],
    ['wrong mask, bad UTF-8', { opcode: 1, payload: badText, wrongMask: true }],
    ['wrong mask, 16-bit form', { opcode: 1, payload: hello, lengthForm: 16, wrongMask: true }],
    ['RSV1, 16-bit form', { opcode: 1, payload: hello, rsv: 4, lengthForm: 16 }],
    ['16-bit form, bad UTF-8', { opcode: 1, payload: badText, lengthForm: 16 }],
    ['64-bit form, opcode 3', { opcode: 3, payload: hello, lengthForm: 64 }],
    ['close of 1 byte without FIN', { opcode: 8, fin: false, payload: hex('03') }],
    ['RSV3, close 1005', { opcode: 8, rsv: 1, payload: hex('03ed') }],
    ['RSV3, bad UTF-8', { opcode: 1, rsv: 1, payload: badText }],
    ['all at once', { opcode: 13, rsv: 7, fin: false, payload: zeros(130), wrongMask: true }],
  ];
  for (const [name, piece] of combos) {
    put('combination', name, [piece]);
    put('combination', `${name}, inside a message`, [text('Hel', { fin: false }), piece]);
  }
}

putSound();
putHeaders();
putLengths();
putLimits();
putSequences();
putCloses();
putTexts();
putInflate();
putForeign();
putTruncated();
putCombinations();

/** The hand-chosen streams. */
export const chosenStreams: readonly Stream[] = list;
