// Messages of Jupyter kernels (jupyter-server, websocket protocols): JSON in a text message, the default protocol with
// buffers, and `v1.kernel.websocket.jupyter.org`.

import { u32, u64le } from '../../bytes/integers.ts';
import { hexOffset } from '../../model/words.ts';
import { hexOf } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { addMessageJson, child, joinWords } from '../json-messages.ts';
import { isRecord, type PayloadSample } from '../sample.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const v1 = 'v1.kernel.websocket.jupyter.org';
const parts = ['channel', 'header', 'parent header', 'metadata', 'content'];
/** Parts that a message has at most: buffers are few. */
const maxParts = 1000;

/** Ranges of the parts of a binary message, or `null`. The last offset of version 1 is the end. */
function rangesOf(
  bytes: Uint8Array,
  isV1: boolean,
): { start: number; end: number; offsetEnd: number }[] | null {
  const size = isV1 ? 8 : 4;
  const read = (at: number) => (isV1 ? u64le(bytes, at) : u32(bytes, at));
  if (bytes.length < size * 2) return null;
  const number = read(0);
  if (number < 1 || number > maxParts || size * (number + 1) > bytes.length) return null;
  const offsets = Array.from({ length: number }, (_, i) => read(size * (i + 1)));
  if (!isV1) offsets.push(bytes.length);
  const offsetEnd = size * (number + 1);
  const isOrdered = offsets.every((offset, i) => offset >= (i === 0 ? offsetEnd : offsets[i - 1]));
  if (!isOrdered || offsets[0] !== offsetEnd || offsets.at(-1) !== bytes.length) return null;
  return offsets.slice(0, -1).map((start, i) => ({ start, end: offsets[i + 1], offsetEnd }));
}

function isJupyterPath(sample: PayloadSample): boolean {
  return sample.asksFor(/\/api\/kernels\/[^/]+\/channels/);
}

function messageWords(header: OpenNode | null | undefined, channel: string): string {
  return joinWords(
    child(header, 'msg_type')?.value.slice(1, -1) ?? 'message',
    channel === '' ? '' : `on ${channel}`,
  );
}

function addBinary(tree: PayloadTree, isV1: boolean): string {
  const ranges = rangesOf(tree.bytes, isV1);
  if (ranges === null) {
    tree.addProblem(
      null,
      `Expected the offsets of the parts, found other bytes, at ${hexOffset(0)}.`,
      0,
      tree.bytes.length,
    );
    return 'message';
  }
  tree.add(null, 'offsets', `${ranges.length} parts`, 0, ranges[0].offsetEnd);
  const names = isV1 ? parts : ['message'];
  let header: OpenNode | null | undefined;
  let channel = '';
  for (const [i, { start, end }] of ranges.entries()) {
    const name = names[i];
    if (name === undefined)
      tree.add(null, `buffer ${i - names.length}`, hexOf(tree.bytes.subarray(start, end)), start, end);
    else if (name === 'channel') {
      channel = tree.text(start, end);
      tree.add(null, name, channel, start, end);
    } else {
      const node = addJson(tree, null, name, start, end);
      if (name === 'header') header = node;
      if (name === 'message') {
        header = child(node, 'header');
        channel = child(node, 'channel')?.value ?? '';
      }
    }
  }
  return messageWords(header, channel);
}

export const jupyterFormat: PayloadFormat = {
  id: 'jupyter',
  name: 'Jupyter kernel',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts, object } = sample;
    const isV1 = sample.speaks(v1);
    if (facts.kind === 'binary') {
      if (!isV1 && !isJupyterPath(sample)) return 'no';
      return rangesOf(bytes, isV1) === null ? 'possible' : 'certain';
    }
    if (object === null || !isRecord(object.header) || !isRecord(object.content)) return 'no';
    const isMessage = typeof object.header.msg_type === 'string' && 'parent_header' in object;
    return isMessage ? (isJupyterPath(sample) ? 'certain' : 'likely') : 'no';
  },

  parse(tree, sample) {
    if (sample.facts.kind === 'binary') return addBinary(tree, sample.speaks(v1));
    const node = addMessageJson(tree);
    return messageWords(child(node, 'header'), child(node, 'channel')?.value ?? '');
  },
};
