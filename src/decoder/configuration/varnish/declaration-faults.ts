// What Varnish refuses of a declaration: fields of backends and probes, entries of acls, names. Seen on 7.1.1.

import type { Span, UnresolvedFact } from '../model.ts';
import { doubt, refusal } from './faults.ts';
import { fieldOf, type Names, textOfField } from './names.ts';
import type { AclDeclaration, BackendDeclaration, Field } from './tree.ts';
import { variableOf } from './variables.ts';

export function declarationFaults(names: Names): UnresolvedFact[] {
  const seen = new Set<string>();
  const probes = new Set<string>();
  return names.file.declarations.flatMap((one) => {
    if (!('fields' in one) && one.kind !== 'acl' && one.kind !== 'sub') return [];
    const key = `${one.kind} ${one.name}`;
    const isTwice = seen.has(key) && !(one.kind === 'sub' && one.name.startsWith('vcl_'));
    seen.add(key);
    const head = { start: one.start, end: one.start + key.length };
    if (isTwice) return [refusal(one.name, `${key} is declared twice`, head)];
    if (one.name.includes('.') || variableOf(one.name)) {
      return [refusal(one.name, `${one.name} cannot be the name of a declaration`, head)];
    }
    if (one.kind === 'acl') return aclFaults(one);
    if (one.kind === 'sub') return [];
    if (one.kind === 'probe') {
      probes.add(one.name);
      return probeFaults(one.fields ?? [], one);
    }
    return backendFaults(one, probes);
  });
}

function aclFaults({ name, entries, start, end }: AclDeclaration): UnresolvedFact[] {
  return entries.flatMap(({ network, isOpen }) => {
    if (isOpen || /^(?:\d+(?:\.\d+){3}|localhost|[\da-f:]*:[\da-f:.]*)$/i.test(network)) return [];
    const [base, bits] = network.split('/');
    if (bits !== undefined && hasNoHostBits(base, Number(bits))) return [];
    const text = `Whether Varnish accepts ${network} in the acl ${name} depends on its version or on its name server.`;
    const cases = { passes: `it accepts ${network}`, fails: 'it does not, and does not load this text' };
    return [doubt(network, text, { start, end }, cases)];
  });
}

/** Varnish 7 refuses `"10.0.0.1"/8`. */
function hasNoHostBits(base: string, bits: number): boolean {
  if (/^[\da-f:]+::$/i.test(base)) {
    const groups = base.slice(0, -2).split(':');
    const number = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group || '0'}`), 0n);
    const length = groups.length * 16;
    return bits <= 128 && (bits >= length || number % 2n ** BigInt(length - bits) === 0n);
  }
  const parts = base.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part < 256))) return false;
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  return bits <= 32 && number % 2 ** (32 - bits) === 0;
}

type FieldType = 'text' | 'duration' | 'number' | 'probe' | 'any';

const backendFields: Readonly<Record<string, FieldType | undefined>> = {
  host: 'text',
  port: 'text',
  path: 'text',
  host_header: 'text',
  connect_timeout: 'duration',
  first_byte_timeout: 'duration',
  between_bytes_timeout: 'duration',
  probe: 'probe',
  max_connections: 'number',
  proxy_header: 'number',
  preamble: 'any',
};

const probeFields: Readonly<Record<string, FieldType | undefined>> = {
  url: 'text',
  request: 'text',
  expected_response: 'number',
  timeout: 'duration',
  interval: 'duration',
  window: 'number',
  threshold: 'number',
  initial: 'number',
  expect_close: 'any',
};

function backendFaults(
  { name, fields, start }: BackendDeclaration,
  probes: ReadonlySet<string>,
): UnresolvedFact[] {
  if (fields === null) return [];
  const head = { start, end: start + `backend ${name}`.length };
  const host = fieldOf(fields, 'host');
  const address = textOfField(host);
  const port = fieldOf(fields, 'port');
  const number = textOfField(port);
  const header = textOfField(fieldOf(fields, 'proxy_header'));
  return [
    ...(host || fieldOf(fields, 'path') ? [] : [refusal(name, `The backend ${name} has no .host`, head)]),
    ...fieldFaults(fields, backendFields, 'a backend'),
    ...(host && address !== null && /[/\s]/.test(address)
      ? [refusal('.host', `Expected a name or an address for .host, found ${address}`, host)]
      : []),
    ...(port && number !== null && !/^(?:\d{1,5}|http)$/.test(number)
      ? [doubt('.port', `Whether .port can be ${number} depends on the names of services.`, port)]
      : []),
    ...(header !== null && !/^[12]$/.test(header)
      ? [refusal('.proxy_header', `Expected 1 or 2 for .proxy_header, found ${header}`, head)]
      : []),
    ...fields.flatMap((field) => probeOf(field, probes)),
  ];
}

function probeOf({ name, value, start, end }: Field, probes: ReadonlySet<string>): UnresolvedFact[] {
  if (name !== 'probe') return [];
  const span = { start, end };
  if (!('kind' in value)) return probeFaults(value, span);
  if (value.kind !== 'name') return [refusal('.probe', 'Expected the name of a probe or its fields', span)];
  if (probes.has(value.name)) return [];
  return [refusal(value.name, `The probe ${value.name} is not declared before this line`, span)];
}

function probeFaults(fields: readonly Field[], span: Span): UnresolvedFact[] {
  const number = (name: string, absent: number): number =>
    Number(textOfField(fieldOf(fields, name)) ?? absent);
  const hasBoth = fieldOf(fields, 'url') && fieldOf(fields, 'request');
  return [
    ...fieldFaults(fields, probeFields, 'a probe'),
    ...(hasBoth ? [refusal('.request', 'A probe has both .url and .request', span)] : []),
    ...(number('threshold', 3) > number('window', 8)
      ? [refusal('.threshold', 'The .threshold of a probe is greater than its .window', span)]
      : []),
  ];
}

function fieldFaults(
  fields: readonly Field[],
  known: Readonly<Record<string, FieldType | undefined>>,
  of: string,
): UnresolvedFact[] {
  return fields.flatMap(({ name, value, start, end }, index) => {
    const span = { start, end };
    const type = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!type) return [doubt(`.${name}`, `.${name} is no field of ${of} in Varnish 7.1.`, span)];
    if (fields.findIndex((one) => one.name === name) < index) {
      return [refusal(`.${name}`, `.${name} stands twice`, span)];
    }
    const wanted = wantedWords[type];
    if (wanted === undefined) return [];
    const isRight =
      'kind' in value &&
      (type === 'text'
        ? value.kind === 'text'
        : value.kind === 'number' && /[a-z]$/.test(value.text) === (type === 'duration'));
    return isRight ? [] : [refusal(`.${name}`, `Expected ${wanted} for .${name}`, span)];
  });
}

const wantedWords: Readonly<Record<FieldType, string | undefined>> = {
  text: 'a string in double quotes',
  duration: 'a time with a unit, such as 5s,',
  number: 'a number',
  probe: undefined,
  any: undefined,
};
