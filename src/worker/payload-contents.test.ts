import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../testing/bytes.ts';
import { converse, encodeFrame, request, response, type Turn } from '../testing/frames.ts';
import { openConnection } from './capture.ts';
import { payloadContents } from './payload-contents.ts';

const key = [1, 2, 3, 4];
const socketIoRequest = request.replace(/^GET \S+/, 'GET /socket.io/?EIO=4&transport=websocket');

function opened(first: string, second: string, turns: readonly Turn[]) {
  return openConnection(converse([['client', first], ['server', second], ...turns]).decoder);
}

const text = (content: string) => encodeFrame({ opcode: 1, payload: utf8(content), key });

describe('what rides inside a message', () => {
  const open = opened(socketIoRequest, response, [
    ['client', text('451-["image",{"_placeholder":true,"num":0}]')],
    ['client', encodeFrame({ opcode: 2, payload: hex('89 50 4e'), key })],
    ['client', encodeFrame({ opcode: 9, payload: utf8('{"at":1}'), key })],
    ['client', encodeFrame({ opcode: 1, fin: false, payload: utf8('42["chat'), key })],
    ['client', encodeFrame({ opcode: 0, payload: utf8('","hi"]'), key })],
  ]);
  const contents = (frame: number, format: string | null = null) =>
    payloadContents(open, { connection: 0, frame, format });

  it('is recognised by the path and the content', async () => {
    expect(await contents(0)).toMatchObject({ format: { id: 'socket.io', grade: 'certain' }, of: 'message' });
  });

  it('is recognised by the messages before', async () => {
    expect((await contents(1)).summary).toBe('attachment 1 of 1');
  });

  it('of a control frame is its own payload', async () => {
    expect(await contents(2)).toMatchObject({ of: 'frame', format: { id: 'json' }, summary: 'map of “at”' });
  });

  it('of a fragment is that of the whole message', async () => {
    expect((await contents(4)).summary).toBe('EVENT “chat”, 1 argument');
  });

  it('can be read as another format', async () => {
    const { format, nodes } = await contents(0, 'json');
    expect(format).toEqual({ id: 'json', name: 'JSON', grade: 'no' });
    expect(nodes[0].problem).toContain('Expected a JSON value');
  });

  it('is inflated where the message is compressed', async () => {
    const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
    const packed = deflateRawSync(utf8('{"compressed":true}'), { finishFlush: 2 }).subarray(0, -4);
    const head = (lines: string) => lines.replace(/\r\n$/, extension);
    const deflated = opened(head(request), head(response), [
      ['server', encodeFrame({ opcode: 1, rsv: 4, payload: packed })],
    ]);
    const { nodes } = await payloadContents(deflated, { connection: 0, frame: 0, format: null });
    expect(nodes[0].children[0]).toMatchObject({ label: 'compressed', value: 'true', start: 14, end: 18 });
  });

  it('is inflated with the messages before where one zlib stream goes over all', async () => {
    const texts = ['{"op":10,"text":"hello hello"}', '{"op":11,"text":"hello hello"}'];
    const finishFlush = constants.Z_SYNC_FLUSH;
    const first = deflateSync(texts[0], { finishFlush });
    const parts = [first, deflateContinued(texts, finishFlush)];
    const stream = opened(
      request,
      response,
      parts.map((payload): Turn => ['server', encodeFrame({ opcode: 2, payload })]),
    );
    const { format, nodes } = await payloadContents(stream, { connection: 0, frame: 1, format: null });
    expect(format.id).toBe('zlib-stream');
    expect(nodes[0].value).toBe('30 bytes: JSON');
    expect(nodes[0].children[0].children[0]).toMatchObject({
      label: 'op',
      value: '11',
      start: 0,
      end: parts[1].length,
    });
  });
});

/** What the second text adds to a zlib stream that is flushed after each. */
function deflateContinued(texts: readonly string[], finishFlush: number): Uint8Array {
  const dictionary = Buffer.from(texts[0]);
  return deflateRawSync(texts[1], { dictionary, finishFlush });
}
