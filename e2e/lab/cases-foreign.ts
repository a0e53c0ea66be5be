// Another protocol's bytes, or bare text, where a frame should be.
import { close, exampleKey, type LabCase, program, text } from './lab.ts';

/** Cases of unframed-text and foreign-protocol. */
export const cases: LabCase[] = [
  {
    name: 'raw-json',
    cause: 'unframed-text',
    software: [program('Node')],
    story:
      'A raw server answered the second message with JSON written straight to the socket, without a frame.',
    async run(lab) {
      let at = 0;
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        await peer.readFrame();
        await peer.send(text('{"type":"welcome"}'));
        await peer.readFrame();
        at = peer.sent;
        await peer.send('{"type":"update","value":42}');
        await peer.closed();
        await peer.end();
      });
      await lab.record(port);
      const client = await lab.tcpClient(port);
      await client.upgrade('/');
      await client.send(text('hello', exampleKey));
      await client.readFrame();
      await client.send(text('more', exampleKey));
      await client.take(20);
      await client.send(close(1002, '', exampleKey));
      await client.end();
      await client.closed();
      return { sender: 'server', breakOffset: at };
    },
  },
];
