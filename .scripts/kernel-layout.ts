// The memory that the kernels of the fast path and their callers share, described once. `npm run kernels`
// writes it out for both compilers: `assembly/layout.ts` for AssemblyScript, `layout.ts` for TypeScript.

type FieldType = 'u32' | 'i32' | 'u64' | 'f64';

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly about: string;
}

interface Struct {
  /** In PascalCase. */
  readonly name: string;
  readonly about: string;
  readonly fields: readonly Field[];
}

type ColumnType = 'f64' | 'u32' | 'u16' | 'u8';

/** Rows as columns: all of the first column, then all of the second. Columns are in order of decreasing width. */
interface Table {
  /** In PascalCase, for one row. */
  readonly name: string;
  readonly about: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly about: string }[];
}

const field = (name: string, type: FieldType, about: string): Field => ({ name, type, about });

const structs: readonly Struct[] = [
  {
    name: 'FrameRows',
    about: 'The rows that frames are written to.',
    fields: [
      field('columns', 'u32', 'Address of the first column.'),
      field('capacity', 'u32', 'Rows of each column.'),
      field('count', 'u32', 'Rows in use.'),
      field('scratch', 'u32', 'Address of memory for unmasked text: 32,768 bytes and 16 more.'),
      field('utf8Table', 'u32', 'Address of the state table of UTF-8.'),
    ],
  },
  {
    name: 'Direction',
    about: 'The state of one direction of a connection, between two packets.',
    fields: [
      field('sequence', 'i32', 'Sequence number of the next byte.'),
      field('acknowledged', 'i32', 'Highest sequence number that the peer has acknowledged.'),
      field('hasAcknowledged', 'u32', '1 when `acknowledged` has a value.'),
      field(
        'linkLength',
        'u32',
        'Bytes of the link header, which is the same in each packet of the direction.',
      ),
      field('ipVersion', 'u32', '4 or 6; 0 until the headers of a packet are known.'),
      field('link', 'u32', 'Address of the link header.'),
      field('addresses', 'u32', 'Address of the IP addresses, source first.'),
      field('ports', 'u32', 'Address of the ports, source first.'),
      field('readsFrames', 'u32', '1 when frames are read too; 0 when packets alone are.'),
      field('bytesRead', 'u32', 'Payload bytes read in this batch.'),
      field('frameOffset', 'u32', 'Low 32 bits of the frame offset of the next byte.'),
      field(
        'frameState',
        'u32',
        'The state column of a complete frame of this sender, without its header length.',
      ),
      field('messageState', 'u32', 'The message state column of a complete message, without its opcode.'),
      field('framesBegun', 'u32', 'Frames that began in this batch.'),
      field(
        'payloadRemaining',
        'u32',
        'Payload bytes of the open frame that are still to come; 0 without one.',
      ),
      field('payloadConsumed', 'u32', 'Payload bytes of the open frame that were read.'),
      field(
        'key',
        'u32',
        'Masking key of the open frame in the byte order of memory; 0 when it is not masked.',
      ),
      field('isText', 'u32', '1 when the open frame is text.'),
      field('utf8State', 'u32', 'State of UTF-8 after the bytes read.'),
      field('openRow', 'i32', 'Row of the open frame; -1 when it began before this batch.'),
      field('completedOpenFrame', 'u32', '1 when the frame that was open before this batch is complete.'),
      field('headerBytesRead', 'u32', 'Bytes of a header of which more is to come.'),
      field('header0', 'u64', 'The first 8 of these bytes.'),
      field('header1', 'u64', 'The others, up to 6.'),
      field('headerTime', 'f64', 'When the first of them came.'),
    ],
  },
  {
    name: 'Batch',
    about: 'Packets to read and what was read. Two directions follow it.',
    fields: [
      field('time', 'f64', 'When the last packet came.'),
      field('divisor', 'f64', 'Fractions of a second (pcap) or ticks (pcapng) in a second.'),
      field('timeOffset', 'f64', 'Seconds to add to a time, in pcapng.'),
      field('start', 'u32', 'Address of the next record. Moved past the records that were read.'),
      field('end', 'u32', 'Address of the end of the records.'),
      field('format', 'u32', '0: pcap. 1: enhanced packet blocks of pcapng.'),
      field('recordHeader', 'u32', 'Bytes before each packet, in pcap.'),
      field('isBigEndian', 'u32', '1 when the numbers of the file are big-endian.'),
      field('interfaceNumber', 'u32', 'The interface whose packets are read, in pcapng.'),
      field('maxLength', 'u32', 'The largest length of a packet or block.'),
      field('packetCount', 'u32', 'Packets read.'),
      field('segmentColumns', 'u32', 'Address of the first column of the segment rows.'),
      field('segmentCapacity', 'u32', 'Rows of each of these columns.'),
      field('segmentCount', 'u32', 'Rows in use.'),
      field('backup', 'u32', 'Address of memory for a copy of a direction.'),
      field('frameRows', 'u32', 'Address of `FrameRows`.'),
    ],
  },
];

const tables: readonly Table[] = [
  {
    name: 'FrameRow',
    about: 'One frame. The columns are those of `FrameRows` in `model/frame-table.ts`.',
    columns: [
      { name: 'times', type: 'f64', about: 'When its first byte came.' },
      { name: 'offsets', type: 'u32', about: 'Low 32 bits of its frame offset.' },
      { name: 'lengths', type: 'u32', about: 'Payload length.' },
      { name: 'maskingKeys', type: 'u32', about: 'Masking key as a big-endian number.' },
      { name: 'heads', type: 'u16', about: 'Its first two bytes as a big-endian number.' },
      { name: 'states', type: 'u8', about: 'State of the frame.' },
      { name: 'messageStates', type: 'u8', about: 'State of its message.' },
    ],
  },
  {
    name: 'SegmentRow',
    about: 'One segment with payload.',
    columns: [
      { name: 'times', type: 'f64', about: 'When it came.' },
      { name: 'addresses', type: 'u32', about: 'Address of its payload.' },
      { name: 'lengths', type: 'u32', about: 'Payload length.' },
      { name: 'marks', type: 'u32', about: 'Twice the IP identification, plus 1 in the second direction.' },
    ],
  },
];

const fieldSizes: Readonly<Record<FieldType, number>> = { u32: 4, i32: 4, u64: 8, f64: 8 };
const columnSizes: Readonly<Record<ColumnType, number>> = { f64: 8, u32: 4, u16: 2, u8: 1 };

/** Rounds up to whole 64-bit words. */
const aligned = (size: number): number => (size + 7) & ~7;

/** Fields in order, each aligned to its own size, as AssemblyScript lays out an unmanaged class. */
function offsetsOf(struct: Struct): {
  readonly fields: readonly (Field & { offset: number })[];
  size: number;
} {
  let end = 0;
  const fields = struct.fields.map((one) => {
    const size = fieldSizes[one.type];
    const offset = Math.ceil(end / size) * size;
    end = offset + size;
    return { ...one, offset };
  });
  return { fields, size: aligned(end) };
}

function rowSize(table: Table): number {
  return table.columns.reduce((sum, { type }) => sum + columnSizes[type], 0);
}

const camel = (name: string): string => name[0].toLowerCase() + name.slice(1);
const capital = (name: string): string => name[0].toUpperCase() + name.slice(1);
const notice = '// Written by `npm run kernels` from `.scripts/kernel-layout.ts`. Do not edit.';

/** `assembly/layout.ts`. */
export function assemblyLayout(): string {
  const lines = [notice];
  for (const struct of structs) {
    const { fields, size } = offsetsOf(struct);
    lines.push('', `/** ${struct.about} */`, '@unmanaged', `export class ${struct.name} {`);
    for (const { name, type, about } of fields) lines.push(`  /** ${about} */`, `  ${name}: ${type};`);
    lines.push('}', '', `/** Bytes of a \`${struct.name}\`. */`);
    lines.push(`export const ${camel(struct.name)}Size: usize = ${size};`);
  }
  for (const table of tables) {
    let before = 0;
    for (const { name, type, about } of table.columns) {
      const size = columnSizes[type];
      const call = `${camel(table.name)}${capital(name)}`;
      lines.push('', `/** Address of one cell of a \`${table.name}\`: ${about} */`, '@inline');
      lines.push(`export function ${call}(columns: usize, capacity: usize, row: usize): usize {`);
      lines.push(`  return columns + capacity * ${before} + row * ${size};`, '}');
      before += size;
    }
  }
  return `${lines.join('\n')}\n`;
}

function constant(name: string, about: string, entries: readonly (readonly [string, number])[]): string[] {
  const body = entries.map(([key, value]) => `  ${key}: ${value},`);
  return ['', `/** ${about} */`, `export const ${name} = {`, ...body, '} as const;'];
}

/** `layout.ts`. */
export function typescriptLayout(): string {
  const lines = [notice];
  for (const struct of structs) {
    const { fields, size } = offsetsOf(struct);
    const name = camel(struct.name);
    const indices = (types: readonly FieldType[], width: number) =>
      fields.filter(({ type }) => types.includes(type)).map((one) => [one.name, one.offset / width] as const);
    lines.push('', `/** Bytes of a \`${struct.name}\`: ${struct.about} */`);
    lines.push(`export const ${name}Size = ${size};`);
    lines.push(...constant(`${name}Word`, 'Indices of its 32-bit fields.', indices(['u32', 'i32'], 4)));
    const doubles = indices(['f64'], 8);
    if (doubles.length > 0) lines.push(...constant(`${name}Double`, 'Indices of its doubles.', doubles));
    const longs = indices(['u64'], 1);
    if (longs.length > 0) lines.push(...constant(`${name}Byte`, 'Byte offsets of its 64-bit fields.', longs));
  }
  for (const table of tables) {
    let before = 0;
    const entries = table.columns.map(({ name, type }) => {
      const entry = [name, before] as const;
      before += columnSizes[type];
      return entry;
    });
    const name = camel(table.name);
    lines.push('', `/** Bytes of a \`${table.name}\`: ${table.about} */`);
    lines.push(`export const ${name}Size = ${rowSize(table)};`);
    const about = 'Where its columns begin: the address of the first one plus the capacity times this.';
    lines.push(...constant(`${name}Column`, about, entries));
  }
  return `${lines.join('\n')}\n`;
}
