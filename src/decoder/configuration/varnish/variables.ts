// The variables of VCL and where each may be read, set and unset; the actions that each subroutine may return.
// Documentation: https://varnish-cache.org/docs/7.1/reference/vcl-var.html.

/** One letter for each subroutine that Varnish calls, for the tables below. */
export const contexts: Readonly<Record<string, string>> = {
  vcl_recv: 'R',
  vcl_pipe: 'P',
  vcl_pass: 'A',
  vcl_hash: 'H',
  vcl_purge: 'G',
  vcl_miss: 'M',
  vcl_hit: 'I',
  vcl_deliver: 'D',
  vcl_synth: 'S',
  vcl_backend_fetch: 'F',
  vcl_backend_response: 'B',
  vcl_backend_error: 'E',
  vcl_init: 'N',
  vcl_fini: 'N',
};

const client = 'RPAHGMIDS';
const backend = 'FBE';
const both = client + backend;
const all = `${both}N`;

/** `http`: a whole request. `nothing`: a function without a result. `other`: not known here. */
export type ValueType =
  | 'text'
  | 'address'
  | 'backend'
  | 'flag'
  | 'integer'
  | 'duration'
  | 'time'
  | 'http'
  | 'acl'
  | 'object'
  | 'nothing'
  | 'other';

export interface Variable {
  readonly type: ValueType;
  readonly reads: string;
  readonly sets: string;
  readonly unsets: string;
}

const variable = (type: ValueType, reads: string, sets = '', unsets = ''): Variable => ({
  type,
  reads,
  sets,
  unsets,
});

const table: Readonly<Record<string, Variable | undefined>> = {
  now: variable('time', all),
  'client.identity': variable('text', both, client),
  'client.ip': variable('address', both),
  'server.hostname': variable('text', all),
  'server.identity': variable('text', all),
  'server.ip': variable('address', both),
  'remote.ip': variable('address', both),
  'local.ip': variable('address', both),
  'local.endpoint': variable('text', both),
  'local.socket': variable('text', both),
  req: variable('http', client),
  'req.backend_hint': variable('backend', client, client),
  'req.can_gzip': variable('flag', client),
  'req.esi': variable('flag', client, client),
  'req.esi_level': variable('integer', client),
  'req.grace': variable('duration', client, client),
  'req.hash': variable('other', 'IMAGD'),
  'req.hash_always_miss': variable('flag', client, client),
  'req.hash_ignore_busy': variable('flag', client, client),
  'req.hash_ignore_vary': variable('flag', client, client),
  'req.is_hitmiss': variable('flag', client),
  'req.is_hitpass': variable('flag', client),
  'req.method': variable('text', client, client),
  'req.proto': variable('text', client, client),
  'req.restarts': variable('integer', client),
  'req.storage': variable('other', client, client),
  'req.time': variable('time', client),
  'req.transport': variable('text', client),
  'req.ttl': variable('duration', client, client),
  'req.url': variable('text', client, client),
  'req.xid': variable('text', client),
  'req_top.method': variable('text', client),
  'req_top.proto': variable('text', client),
  'req_top.time': variable('time', client),
  'req_top.url': variable('text', client),
  bereq: variable('http', backend),
  'bereq.backend': variable('backend', `P${backend}`, `P${backend}`),
  'bereq.between_bytes_timeout': variable('duration', backend, backend),
  'bereq.body': variable('other', '', '', 'F'),
  'bereq.connect_timeout': variable('duration', `P${backend}`, `P${backend}`),
  'bereq.first_byte_timeout': variable('duration', backend, backend),
  'bereq.hash': variable('other', `P${backend}`),
  'bereq.is_bgfetch': variable('flag', backend),
  'bereq.is_hitmiss': variable('flag', backend),
  'bereq.is_hitpass': variable('flag', backend),
  'bereq.method': variable('text', `P${backend}`, `P${backend}`),
  'bereq.proto': variable('text', `P${backend}`, `P${backend}`),
  'bereq.retries': variable('integer', backend),
  'bereq.time': variable('time', `P${backend}`),
  'bereq.uncacheable': variable('flag', backend),
  'bereq.url': variable('text', `P${backend}`, `P${backend}`),
  'bereq.xid': variable('text', `P${backend}`),
  beresp: variable('http', 'BE'),
  'beresp.age': variable('duration', 'BE'),
  'beresp.backend': variable('backend', 'BE'),
  'beresp.backend.ip': variable('address', 'B'),
  'beresp.backend.name': variable('text', 'BE'),
  'beresp.body': variable('text', '', 'E'),
  'beresp.do_esi': variable('flag', 'BE', 'BE'),
  'beresp.do_gunzip': variable('flag', 'BE', 'BE'),
  'beresp.do_gzip': variable('flag', 'BE', 'BE'),
  'beresp.do_stream': variable('flag', 'BE', 'BE'),
  'beresp.filters': variable('text', 'B', 'B'),
  'beresp.grace': variable('duration', 'BE', 'BE'),
  'beresp.keep': variable('duration', 'BE', 'BE'),
  'beresp.proto': variable('text', 'BE', 'BE'),
  'beresp.reason': variable('text', 'BE', 'BE'),
  'beresp.status': variable('integer', 'BE', 'BE'),
  'beresp.storage': variable('other', 'BE', 'BE'),
  'beresp.storage_hint': variable('text', 'BE', 'BE'),
  'beresp.time': variable('time', 'BE'),
  'beresp.ttl': variable('duration', 'BE', 'BE'),
  'beresp.uncacheable': variable('flag', 'BE', 'BE'),
  'beresp.was_304': variable('flag', 'BE'),
  'obj.age': variable('duration', 'ID'),
  'obj.can_esi': variable('flag', 'ID'),
  'obj.grace': variable('duration', 'ID'),
  'obj.hits': variable('integer', 'ID'),
  'obj.keep': variable('duration', 'ID'),
  'obj.proto': variable('text', 'I'),
  'obj.reason': variable('text', 'I'),
  'obj.status': variable('integer', 'I'),
  'obj.storage': variable('other', 'ID'),
  'obj.time': variable('time', 'ID'),
  'obj.ttl': variable('duration', 'ID'),
  'obj.uncacheable': variable('flag', 'D'),
  resp: variable('http', 'DS'),
  'resp.body': variable('text', '', 'S'),
  'resp.do_esi': variable('flag', 'DS', 'DS'),
  'resp.filters': variable('text', 'DS', 'DS'),
  'resp.is_streaming': variable('flag', 'DS'),
  'resp.proto': variable('text', 'DS', 'DS'),
  'resp.reason': variable('text', 'DS', 'DS'),
  'resp.status': variable('integer', 'DS', 'DS'),
  'resp.time': variable('time', 'DS'),
  'sess.idle_send_timeout': variable('duration', client, client),
  'sess.send_timeout': variable('duration', client, client),
  'sess.timeout_idle': variable('duration', client, client),
  'sess.timeout_linger': variable('duration', client, client),
  'sess.xid': variable('text', both),
};

/** What VCL 4.1 no longer has, and what VCL 4.0 does not have yet. */
const old: ReadonlySet<string> = new Set(['req.esi', 'beresp.backend.ip', 'beresp.storage_hint']);
const recent: ReadonlySet<string> = new Set(['local.endpoint', 'local.socket', 'resp.do_esi', 'sess.xid']);

const headers: Readonly<Record<string, Variable | undefined>> = {
  'req.http': variable('text', client, client, client),
  'req_top.http': variable('text', client),
  'bereq.http': variable('text', `P${backend}`, `P${backend}`, `P${backend}`),
  'beresp.http': variable('text', 'BE', 'BE', 'BE'),
  'obj.http': variable('text', 'I'),
  'resp.http': variable('text', 'DS', 'DS', 'DS'),
};

/** The variable of a name, or undefined when 7.1 has none of this name in a version of VCL. */
export function variableOf(name: string, version: string | null = null): Variable | undefined {
  const header = /^(\w+\.http)\.[\w-]+$/.exec(name)?.[1];
  if (header !== undefined) return own(headers, header);
  if ((version === '4.1' && old.has(name)) || (version === '4.0' && recent.has(name))) return undefined;
  const found = own(table, name);
  return found && version === '4.1' && name.endsWith('.proto') ? { ...found, sets: '' } : found;
}

function own<T>(from: Readonly<Record<string, T | undefined>>, name: string): T | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

const actions: Readonly<Record<string, string>> = {
  R: 'fail hash pass pipe purge restart synth vcl',
  P: 'fail pipe synth',
  A: 'fail fetch restart synth',
  H: 'fail lookup',
  G: 'fail restart synth',
  M: 'fail fetch pass restart synth',
  I: 'deliver fail pass restart synth',
  D: 'deliver fail restart synth',
  S: 'deliver fail restart',
  F: 'abandon error fail fetch',
  B: 'abandon deliver error fail pass retry',
  E: 'abandon deliver fail retry',
  N: 'fail ok',
};

/** The actions that a subroutine may return. */
export function actionsOf(context: string): readonly string[] {
  return actions[context].split(' ');
}
