// The functions of VCL and of the modules that come with Varnish: what they take and give.
// Documentation: https://varnish-cache.org/docs/7.1/reference/vmod_std.html and vmod_directors.html.

import type { ValueType } from './variables.ts';

export interface Signature {
  readonly gives: ValueType;
  readonly takes: readonly ValueType[];
  /** The least count of values. */
  readonly least: number;
  /** Letters of the subroutines that may call it; absent for all. */
  readonly at?: string;
}

const takes = (
  gives: ValueType,
  values: readonly ValueType[],
  least = values.length,
  at?: string,
): Signature => ({
  gives,
  takes: values,
  least,
  ...(at === undefined ? {} : { at }),
});

const several: readonly ValueType[] = ['other', 'other', 'other', 'other', 'other', 'other', 'other'];

const functions: Readonly<Record<string, Signature | undefined>> = {
  regsub: takes('text', ['text', 'text', 'text']),
  regsuball: takes('text', ['text', 'text', 'text']),
  hash_data: takes('nothing', ['text'], 1, 'H'),
  synthetic: takes('nothing', ['text'], 1, 'SE'),
  ban: takes('nothing', ['text'], 1, 'RPAHGMIDSFBE'),
  'std.log': takes('nothing', ['text']),
  'std.tolower': takes('text', ['text']),
  'std.toupper': takes('text', ['text']),
  'std.querysort': takes('text', ['text']),
  'std.strstr': takes('text', ['text', 'text']),
  'std.strftime': takes('text', ['time', 'text']),
  'std.fileread': takes('text', ['text']),
  'std.getenv': takes('text', ['text']),
  'std.file_exists': takes('flag', ['text']),
  'std.fnmatch': takes('flag', ['text', 'text', 'other', 'other', 'other'], 2),
  'std.healthy': takes('flag', ['backend']),
  'std.port': takes('integer', ['address']),
  'std.ip': takes('address', ['text', 'other', 'other', 'other'], 1),
  'std.syslog': takes('nothing', ['integer', 'text']),
  'std.timestamp': takes('nothing', ['text']),
  'std.collect': takes('nothing', ['text', 'text'], 1),
  'std.rollback': takes('nothing', ['http']),
  'std.cache_req_body': takes('flag', ['other']),
  'std.late_100_continue': takes('nothing', ['other']),
  'std.set_ip_tos': takes('nothing', ['integer']),
  'std.ban': takes('flag', ['text']),
  'std.ban_error': takes('text', []),
  'std.integer': takes('integer', several, 1),
  'std.duration': takes('duration', several, 1),
  'std.time': takes('time', several, 1),
  'std.real': takes('other', several, 1),
  'std.bytes': takes('other', several, 1),
  'std.random': takes('other', ['other', 'other']),
  'std.round': takes('other', ['other']),
  'std.syntax': takes('flag', ['other']),
  'std.blobread': takes('other', ['text']),
  'std.real2integer': takes('integer', ['other', 'integer']),
  'std.real2time': takes('time', ['other', 'time']),
  'std.time2integer': takes('integer', ['time', 'integer']),
  'std.time2real': takes('other', ['time', 'other']),
};

/** The methods of a director, by what makes it. */
const methods: Readonly<Record<string, Readonly<Record<string, Signature | undefined>> | undefined>> = {
  'directors.round_robin': {
    add_backend: takes('nothing', ['backend']),
    remove_backend: takes('nothing', ['backend']),
    backend: takes('backend', []),
  },
  'directors.fallback': {
    add_backend: takes('nothing', ['backend']),
    remove_backend: takes('nothing', ['backend']),
    backend: takes('backend', []),
  },
  'directors.random': {
    add_backend: takes('nothing', ['backend', 'other']),
    remove_backend: takes('nothing', ['backend']),
    backend: takes('backend', []),
  },
  'directors.hash': {
    add_backend: takes('nothing', ['backend', 'other'], 1),
    remove_backend: takes('nothing', ['backend']),
    backend: takes('backend', ['text']),
  },
};

/** How many values each director takes. */
export const directorMakers: Readonly<Record<string, number | undefined>> = {
  'directors.round_robin': 0,
  'directors.random': 0,
  'directors.hash': 0,
  'directors.fallback': 1,
  'directors.shard': 0,
  'directors.shard_param': 0,
};

export function functionOf(name: string): Signature | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}

/** The method of an object; null when nothing is known of its kind. */
export function methodOf(maker: string, method: string): Signature | undefined | null {
  const own = Object.hasOwn(methods, maker) ? methods[maker] : undefined;
  if (!own) return null;
  return Object.hasOwn(own, method) ? own[method] : undefined;
}
