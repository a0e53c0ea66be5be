// The schema that names the fields of Protocol Buffers: files that the user gave, kept by the decoder.

import type { SchemaFile } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';

/** The files of the schema: a further one is read together with them, since it may need them. */
let held: readonly SchemaFile[] = [];

/** Reads files into the schema, and shows what it has. A file takes the place of one with its name. */
export async function readInto(
  { client, state, dispatch, fail }: ActionContext,
  files: readonly File[],
): Promise<void> {
  if (state().schema === null || files.length === 0) held = [];
  try {
    const given = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    const names = new Set(given.map(({ name }) => name));
    const all = [...held.filter(({ name }) => !names.has(name)), ...given];
    const read = await client.call('schema', { files: all });
    if (read.problem === null) held = all;
    const before = state().schema;
    const isEmpty = held.length === 0 && read.problem === null;
    dispatch({
      type: 'schema-read',
      schema: isEmpty
        ? null
        : {
            ...(read.problem === null ? read : { messages: [], missing: [], ...before }),
            files: held.map(({ name }) => name),
            problem: read.problem,
          },
    });
    if (files.length > 0) dispatch({ type: 'dialog-shown', dialog: { kind: 'schema' } });
  } catch (error) {
    fail(error, 'reading a schema');
  }
}
