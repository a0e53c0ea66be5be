/** What frames carry: text in another encoding, Close payloads, compression that the other end cannot read. */
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  both,
  changed,
  chosen,
  type Damage,
  framesOf,
  inFragments,
  isCompressed,
  isText,
  partsOf,
  payloadOf,
  rebuilt,
  replaced,
  withHead,
} from './damage-kit.ts';
import { bigEndian, deflateMessage, littleEndian, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import type { RecordedSession } from './recorded-sessions.ts';

/** Sentences of which each encoding below can write at least one. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  'windows-1252': ['Überraschung: 5 € für Käse', 'déjà réservé à l’hôtel', 'señor Muñoz pagó “todo”'],
  'iso-8859-1': ['Grüße aus Köln', 'très bien reçu, à bientôt', 'el año que viene mañana'],
  'windows-1251': ['Заказ отправлен клиенту', 'Температура в норме, насос включён'],
  'koi8-r': ['Соединение установлено успешно', 'Новое сообщение от оператора'],
  gbk: ['订单已经发送到新的地址', '温度传感器正常工作'],
  big5: ['訂單已經送到新的地址', '溫度感測器正常工作'],
  shift_jis: ['注文が発送されました', '温度センサーは正常です'],
  'euc-kr': ['주문이 발송되었습니다', '온도 센서가 정상입니다'],
  'euc-jp': ['注文が発送されました', '接続が切れました'],
};
const charsets: Readonly<Record<'first' | 'second', readonly string[]>> = {
  first: ['windows-1252', 'iso-8859-1', 'gbk', 'shift_jis', 'windows-1251'],
  second: ['windows-1252', 'iso-8859-1', 'big5', 'euc-kr', 'koi8-r', 'euc-jp', 'gbk'],
};

const tables = new Map<string, Map<string, number[]>>();

/** The bytes of each character in an encoding, turned round from its decoder. */
function tableOf(charset: string): Map<string, number[]> {
  const known = tables.get(charset);
  if (known) return known;
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(charset);
  const add = (bytes: number[]): void => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if ([...character].length === 1 && !character.includes('\ufffd') && !table.has(character))
      table.set(character, bytes);
  };
  for (let a = 0; a < 256; a++) add([a]);
  for (let a = 0x81; a < 0xff; a++) for (let b = 0x40; b < 0xff; b++) add([a, b]);
  tables.set(charset, table);
  return table;
}

function encoded(value: string, charset: string): Uint8Array {
  const table = tableOf(charset);
  return Uint8Array.from([...value].flatMap((character) => table.get(character) ?? [63]));
}

function utf16(value: string, little: boolean): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(value, 'utf16le'));
  return little ? bytes : Uint8Array.from(Buffer.from(bytes).swap16());
}

/** Each surrogate of a pair as three bytes of its own. */
function cesu8(value: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 63));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63));
  }
  return Uint8Array.from(bytes);
}

const textDamages: readonly Damage[] = [
  {
    name: 'text-in-another-charset',
    cause: 'text-not-utf8',
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, isText);
      const charset = random.pick(charsets[part]);
      const value = random.pick(sentences[charset]);
      const content = random.chance(0.5) ? `{"text":"${value}","id":${random.int(999)}}` : value;
      return changed(session, piece, () => ({ payload: encoded(content, charset) }));
    },
  },
  {
    name: 'text-as-cesu-8',
    cause: 'text-not-utf8',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText);
      const smile = random.pick(['🚀', '😀🎉', '𝄞', 'done 👍', '🇩🇪']);
      const content = random.chance(0.6) ? `{"text":"well ${smile} then","id":${random.int(99)}}` : smile;
      return changed(session, piece, () => ({ payload: cesu8(content) }));
    },
  },
  {
    name: 'text-as-utf-16',
    cause: 'binary-sent-as-text',
    also: ['text-not-utf8'],
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText);
      const content = random.pick([
        '{"text":"Käse für zwölf Gäste"}',
        'Grüße, schöne Woche',
        '價格已更新 ok',
      ]);
      const mark = random.chance(0.5) ? '\ufeff' : '';
      return changed(session, piece, () => ({ payload: utf16(mark + content, random.chance(0.6)) }));
    },
  },
  {
    name: 'binary-format-as-text',
    cause: 'binary-sent-as-text',
    also: ['text-not-utf8'],
    senders: both,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, isText);
      const gzip = Uint8Array.from(gzipSync(text(`{"id":${random.int(9999)},"list":[1,2,3]}`)));
      const png = join([
        Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
        bigEndian(13, 4),
        text('IHDR'),
      ]);
      const packed = join([
        Uint8Array.of(0x82, 0xa2),
        text('id'),
        Uint8Array.of(0xcd, 0x30, 0x39, 0xa4),
        text('name'),
        Uint8Array.of(0xa3),
        text('ada'),
      ]);
      const jpeg = join([
        Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16),
        text('JFIF'),
        Uint8Array.of(0, 1, 1, 0, 0, 1),
      ]);
      const payload = random.pick(part === 'first' ? [gzip, png, packed] : [jpeg, png, gzip]);
      return changed(session, piece, () => ({ payload }));
    },
  },
  {
    name: 'character-cut-at-the-end',
    cause: 'text-not-utf8',
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText);
      const content = text(random.pick(['price: 5 €', 'naïve café é', '温度センサー']));
      return changed(session, piece, () => ({ payload: content.subarray(0, content.length - 1) }));
    },
  },
];

const closeFrame = (session: RecordedSession, sender: 'client' | 'server') =>
  framesOf(session, sender).find((piece) => partsOf(piece).opcode === 8) ?? null;

const closeDamages: readonly Damage[] = [
  {
    name: 'close-of-one-byte',
    cause: 'close-payload-one-byte',
    senders: both,
    apply: (session, sender, random) =>
      changed(session, closeFrame(session, sender), () => ({
        payload: Uint8Array.of(random.pick([3, 0xe8, 0, 255])),
      })),
  },
  {
    name: 'close-code-that-must-not-be-sent',
    cause: 'close-code-invalid',
    senders: both,
    apply: (session, sender, random, part) =>
      changed(session, closeFrame(session, sender), () => ({
        payload: random.chance(0.3)
          ? littleEndian(1000, 2)
          : bigEndian(
              random.pick(part === 'first' ? [0, 999, 1005, 1006, 5000] : [200, 1004, 1015, 2999, 65535]),
              2,
            ),
      })),
  },
  {
    name: 'close-reason-in-latin1',
    cause: 'close-reason-not-utf8',
    senders: both,
    apply: (session, sender, random) =>
      changed(session, closeFrame(session, sender), () => ({
        payload: join([
          bigEndian(random.pick([1000, 1008, 1011, 4001]), 2),
          encoded(
            random.pick(['Gerät überlastet', 'connexion coupée', 'sesión terminada: año']),
            'iso-8859-1',
          ),
        ]),
      })),
  },
  {
    name: 'messages-after-close',
    cause: 'data-after-close',
    senders: both,
    apply(session, sender, random) {
      const close = closeFrame(session, sender);
      const piece = chosen(session, sender, random, isText);
      if (!close || !piece) return null;
      const key = partsOf(piece).key ? random.key() : null;
      const late = { ...rebuilt(piece, { key }), time: close.time + 0.01, packet: undefined };
      return { pieces: replaced(session, close, close, late) };
    },
  },
];

/** One compressed message built again; the session keeps no context, or the message is the last of its end. */
const recompressed = (
  name: string,
  cause: string,
  also: readonly string[],
  change: (plain: Uint8Array) => Uint8Array,
): Damage => ({
  name,
  cause,
  also,
  senders: both,
  apply(session, sender, random) {
    if (!session.agreed) return null;
    const piece = chosen(session, sender, random, (one) => isCompressed(one) || isText(one));
    if (!piece) return null;
    const plain = text(`{"id":${random.int(9999)},"text":"the order was shipped to a new address"}`);
    return changed(session, piece, () => ({ rsv: 4, payload: change(plain) }));
  },
});

const compressionDamages: readonly Damage[] = [
  {
    name: 'compressed-without-agreement',
    cause: 'compression-not-negotiated',
    senders: both,
    apply(session, sender, random) {
      if (session.agreed) {
        if (!framesOf(session, sender).some(isCompressed)) return null;
        const without = (head: string): string => head.replace(/^sec-websocket-extensions:.*\r\n/im, '');
        return { pieces: withHead(session, 'server', without) };
      }
      const piece = chosen(session, sender, random, isText);
      return changed(session, piece, (one) => ({ rsv: 4, payload: deflateMessage(payloadOf(one)) }));
    },
  },
  {
    name: 'rsv1-on-a-continuation',
    cause: 'compression-flag-misplaced',
    senders: both,
    apply(session, sender, random) {
      const piece = session.agreed && chosen(session, sender, random, isCompressed);
      if (!piece || payloadOf(piece).length < 4) return null;
      return inFragments(session, piece, random, { fin: false }, { opcode: 0 });
    },
  },
  {
    name: 'compressed-without-rsv1',
    cause: 'compression-flag-misplaced',
    also: ['text-not-utf8'],
    senders: both,
    apply(session, sender, random) {
      const piece =
        session.agreed &&
        chosen(session, sender, random, (one) => isCompressed(one) && payloadOf(one).length > 8);
      return changed(session, piece || null, () => ({ rsv: 0 }));
    },
  },
  {
    name: 'rsv1-on-plain-text',
    cause: 'deflate-corrupt',
    also: ['compression-flag-misplaced'],
    senders: both,
    apply(session, sender, random) {
      const piece =
        session.agreed && chosen(session, sender, random, (one) => isCompressed(one) || isText(one));
      return changed(session, piece || null, () => ({
        rsv: 4,
        payload: text('{"id":17,"text":"not compressed at all"}'),
      }));
    },
  },
  {
    name: 'context-kept-against-the-agreement',
    cause: 'context-takeover-mismatch',
    also: ['deflate-corrupt'],
    senders: both,
    apply(session, sender) {
      if (!session.agreed?.[sender].takeover) return null;
      const parameter = `${sender}_no_context_takeover`;
      const forget = (head: string): string =>
        head.replace(/^(sec-websocket-extensions:[^\r]*)/im, `$1; ${parameter}`);
      return { pieces: withHead(session, 'server', forget) };
    },
  },
  recompressed('zlib-stream-in-place-of-raw', 'deflate-corrupt', [], (plain) =>
    Uint8Array.from(deflateSync(plain)),
  ),
  recompressed('gzip-stream-in-place-of-raw', 'deflate-corrupt', [], (plain) =>
    Uint8Array.from(gzipSync(plain)),
  ),
  recompressed('more-than-the-tail-cut-off', 'deflate-corrupt', ['bytes-lost', 'short-write'], (plain) => {
    const whole = deflateMessage(plain);
    return whole.subarray(0, whole.length - 4);
  }),
  recompressed('half-of-a-compressed-message', 'deflate-corrupt', ['bytes-lost', 'short-write'], (plain) => {
    const whole = Uint8Array.from(deflateRawSync(plain));
    return whole.subarray(0, whole.length >> 1);
  }),
];

export const contentDamages: readonly Damage[] = [...textDamages, ...closeDamages, ...compressionDamages];
