// Messages of Jupyter kernels (jupyter-server, websocket protocols): JSON in a text message, the default protocol with
// buffers, and `v1.kernel.websocket.jupyter.org`.

import { hexOf } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { addMessageJson, child, joinWords } from '../json-messages.ts';
import { jupyterPath, jupyterProblem, jupyterRanges, jupyterV1 } from '../jupyter-parts.ts';
import { isRecord, type PayloadSample } from '../sample.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const parts = ['channel', 'header', 'parent header', 'metadata', 'content'];
function isJupyterPath(sample: PayloadSample): boolean {
  return sample.asksFor(jupyterPath);
}

function messageWords(header: OpenNode | null | undefined, channel: string): string {
  return joinWords(
    child(header, 'msg_type')?.value.slice(1, -1) ?? 'message',
    channel === '' ? '' : `on ${channel}`,
  );
}

function addBinary(tree: PayloadTree, isV1: boolean): string {
  const problem = jupyterProblem(tree.bytes, isV1);
  const ranges = jupyterRanges(tree.bytes, isV1);
  if (problem !== null || ranges === null) {
    if (problem !== null) tree.addProblem(null, problem, 0, tree.bytes.length);
    return 'message that cannot be read';
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
    const isV1 = sample.speaks(jupyterV1);
    if (facts.kind === 'binary') {
      if (!isV1 && !isJupyterPath(sample)) return 'no';
      return jupyterRanges(bytes, isV1) !== null ? 'certain' : isV1 ? 'likely' : 'possible';
    }
    if (object === null || !isRecord(object.header) || !isRecord(object.content)) return 'no';
    const isMessage = typeof object.header.msg_type === 'string' && 'parent_header' in object;
    return isMessage ? (isJupyterPath(sample) ? 'certain' : 'likely') : 'no';
  },

  parse(tree, sample) {
    if (sample.facts.kind === 'binary') return addBinary(tree, sample.speaks(jupyterV1));
    const node = addMessageJson(tree);
    return messageWords(child(node, 'header'), child(node, 'channel')?.value ?? '');
  },
};
