// Each cause comes first for its own examples, and another one for the examples that only look like it.

import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../testing/bytes.ts';
import type { CauseExample, CauseExamples, ExampleStep } from '../../testing/cause-examples.ts';
import { request, response } from '../../testing/frames.ts';
import { MemoryStore } from '../bytes/store.ts';
import type { Connection } from '../model/connection.ts';
import type { Diagnosis, VerdictLevel } from '../model/finding.ts';
import { ConnectionDecryptor } from '../tls/connection-decryptor.ts';
import { KeyLog } from '../tls/key-log.ts';
import { SecretSources } from '../tls/master-secret.ts';
import { ConnectionDecoder } from '../websocket/connection-decoder.ts';
import { causes } from './causes/registry.ts';
import { diagnose } from './diagnose.ts';

const loaders = import.meta.glob<{ examples: CauseExamples }>('./causes/*/examples.ts');
const offer = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
/** Seconds between two steps that say nothing of time. */
const usualPause = 0.01;

function handshakeOf({ handshake = 'plain' }: CauseExample): ExampleStep[] {
  if (handshake === 'none') return [];
  const head = (text: string) => utf8(handshake === 'deflate' ? text.replace(/\r\n$/, offer) : text);
  return [
    ['client', head(request)],
    ['server', head(response)],
  ];
}

function connectionOf(example: CauseExample): Connection {
  const store = new MemoryStore('example');
  const roles = example.guessSenders ? 'guess' : 'known';
  const decoder = new ConnectionDecoder(
    0,
    { transport: example.http2 ? 'http2' : 'tcp', fidelity: 'bytes', client: 'a:1', server: 'b:2', roles },
    store,
    example.assumptions ?? { sender: null, deflate: null },
  );
  const decryptor = new ConnectionDecryptor(new SecretSources(new KeyLog()), {
    data: () => {},
    gap: () => {},
  });
  let time = 0;
  for (const [sender, what, after = usualPause] of [...handshakeOf(example), ...example.steps]) {
    time += after;
    if (typeof what === 'string' || what instanceof Uint8Array) {
      const bytes = typeof what === 'string' ? hex(what.replace(/#.*$/gm, '')) : what;
      decoder.data(sender, bytes, store.append(bytes), time);
      decryptor.data(sender, bytes, time);
    } else if ('end' in what) decoder.end(sender, what.end, time);
    else if ('lost' in what) decoder.gap(sender, what.lost, time);
    else if ('head' in what) decoder.handshake(what.head, time);
    else if ('event' in what) decoder.event({ kind: what.event, sender, time });
    else decoder.symptom(what.reported, time);
  }
  decoder.http2 = example.http2 ?? null;
  decryptor.end(time);
  if (decoder.isEncrypted) decoder.tls = decryptor.summary();
  decoder.finish();
  return decoder.view();
}

async function firstDiagnosis(example: CauseExample): Promise<Diagnosis & { readonly level: VerdictLevel }> {
  const { diagnosis, level } = await diagnose(connectionOf(example), example.notes ?? []);
  const confidences = diagnosis.map(({ confidence }) => confidence);
  expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  return { ...diagnosis[0], level };
}

describe.each(causes.map(({ id }) => id))('%s', async (id) => {
  const { examples } = await loaders[`./causes/${id}/examples.ts`]();
  it('has examples of both kinds', () => {
    expect(examples.isCause.length).toBeGreaterThan(0);
    expect(examples.looksLike.length).toBeGreaterThan(0);
  });
  it.each(examples.isCause.map((example) => [example.title, example] as const))('%s', async (_, example) => {
    const { cause, evidence, level } = await firstDiagnosis(example);
    expect(cause).toBe(id);
    if (example.level !== undefined) expect(level).toBe(example.level);
    if (example.firstPlace !== undefined) expect(evidence[0].place?.sender).toBe(example.firstPlace);
  });
  it.each(examples.looksLike.map((example) => [`only looks so: ${example.title}`, example] as const))(
    '%s',
    async (_, example) => {
      expect((await firstDiagnosis(example)).cause).toBe(example.cause);
      expect(example.cause).not.toBe(id);
    },
  );
});
