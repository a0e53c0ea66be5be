// The servers behind the program of a run: a backend echoes WebSockets, but not at a path with "verify", as a login
// service does not; it answers 200 to any other request, and 401 where the path contains "deny".

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { acceptFor, frame, headerOf } from '../fixes/harness/wire.ts';

/** Ports that speak TLS. */
const tlsPorts = new Set([8443, 9443]);

/** Key and certificate of the backends that speak TLS. */
interface BackendCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The backends of a run and the requests that came to them. */
export class Backends {
  readonly asked: { path: string; isUpgrade: boolean }[] = [];
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();
  readonly #certificate: BackendCertificate;

  constructor(certificate: BackendCertificate) {
    this.#certificate = certificate;
  }

  async listen(port: number): Promise<void> {
    const onSocket = (socket: net.Socket): void => this.#serve(socket);
    const server = tlsPorts.has(port)
      ? tls.createServer(this.#certificate, onSocket)
      : net.createServer(onSocket);
    server.on('tlsClientError', () => undefined);
    this.#servers.push(server);
    server.listen(port, '0.0.0.0');
    await Promise.race([once(server, 'listening'), once(server, 'error')]).catch(() => undefined);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
  }

  #serve(socket: net.Socket): void {
    let bytes = Buffer.alloc(0);
    let isUpgraded = false;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (data: Buffer) => {
      if (isUpgraded) {
        echo(socket, data);
        return;
      }
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        if (!/^[A-Z]{1,7}( |$)/.test(bytes.toString('latin1').slice(0, 8))) socket.destroy();
        return;
      }
      const head = bytes.subarray(0, end + 4).toString('latin1');
      bytes = Buffer.alloc(0);
      isUpgraded = this.#answer(socket, head);
    });
  }

  #answer(socket: net.Socket, head: string): boolean {
    const target = /^[A-Z]+ (\S+) HTTP/.exec(head)?.[1] ?? '';
    const key = headerOf(head, 'Sec-WebSocket-Key');
    const isUpgrade =
      /^GET \S+ HTTP\/1\.1\r\n/.test(head) &&
      /(^|,\s*)websocket(\s*,|$)/i.test(headerOf(head, 'Upgrade') ?? '') &&
      /(^|,\s*)upgrade(\s*,|$)/i.test(headerOf(head, 'Connection') ?? '') &&
      headerOf(head, 'Sec-WebSocket-Version') === '13' &&
      key !== null &&
      !target.includes('verify');
    this.asked.push({ path: target, isUpgrade });
    if (!isUpgrade || key === null) {
      const status = target.includes('deny') ? '401 Unauthorized' : '200 OK';
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`);
      return false;
    }
    const accept = acceptFor(key);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    return true;
  }
}

function echo(socket: net.Socket, data: Buffer): void {
  if (data.length < 6 || (data[1] & 0x80) === 0 || (data[1] & 0x7f) > 125) return;
  const key = data.subarray(2, 6);
  const payload = Buffer.from(data.subarray(6, 6 + (data[1] & 0x7f)).map((byte, at) => byte ^ key[at & 3]));
  socket.write(frame(data[0] & 0x0f, payload, false));
}
