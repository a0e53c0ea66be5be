// The fix guides of the proxies, run: the program with the wrong text shows the fault on the wire, with the right text
// it does not.

import { describe, expect, test } from 'vitest';
import { guides } from '../../src/decoder/guides/registry.ts';
import { fillProxy, needFix } from './harness/guide-text.ts';
import { freePort, lacks, withFolder } from './harness/process.ts';
import {
  makeCertificate,
  programOf,
  type Started,
  startApache,
  startCaddy,
  startHaproxy,
  startLighttpd,
  startNginx,
} from './harness/servers.ts';
import {
  type Answer,
  askUpgrade,
  type Backend,
  type BackendOptions,
  echoes,
  startBackend,
} from './harness/wire.ts';

const starters = {
  nginx: startNginx,
  apache: startApache,
  haproxy: startHaproxy,
  caddy: startCaddy,
  lighttpd: startLighttpd,
};
type Proxy = keyof typeof starters;

/** One text under test: how to ask it, and what its backend saw. */
interface Bench {
  ask(options?: Parameters<typeof askUpgrade>[1]): Promise<Answer>;
  backend: Backend;
  /** First bytes that the backend got on its last connection. */
  lastHead(): string;
  lastBytes(): Buffer;
}

async function withProxy(
  proxy: Proxy,
  text: string,
  use: (bench: Bench) => Promise<void>,
  options: { backend?: BackendOptions; also?: Record<string, string> } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const certificate = await makeCertificate(folder);
    const backend = await startBackend(options.backend);
    const port = await freePort();
    let server: Started | null = null;
    const answers: Answer[] = [];
    try {
      const filled = fillProxy(text, { port, backend: backend.port, ...certificate, also: options.also });
      server = await starters[proxy](filled, port, folder);
      await use({
        backend,
        ask: async (ask) => {
          const answer = await askUpgrade(port, { limitMs: 3000, ...ask });
          answers.push(answer);
          return answer;
        },
        lastHead: () => backend.seen.at(-1)?.head ?? '',
        lastBytes: () => backend.seen.at(-1)?.bytes ?? Buffer.alloc(0),
      });
    } finally {
      for (const answer of answers) {
        answer.end();
      }
      await server?.stop();
      await backend.close();
    }
  });
}

/** What must be seen with the wrong and with the right text. */
interface Trial {
  wrong(bench: Bench): Promise<void>;
  right(bench: Bench): Promise<void>;
  also?: Record<string, string>;
  alsoRight?: Record<string, string>;
}

const passes = async (bench: Bench, ask?: Parameters<typeof askUpgrade>[1]): Promise<void> => {
  const answer = await bench.ask(ask);
  expect(await echoes(answer), answer.head || '(no answer)').toBe(true);
};

/** The upgrade headers did not reach the backend, which answered 426. */
const stripped = (path?: string): Trial => ({
  wrong: async (bench) => {
    expect((await bench.ask({ path })).status).toBe(426);
    expect(bench.lastHead()).toMatch(/^GET /);
    expect(bench.lastHead()).not.toMatch(
      /^upgrade: websocket\r\n[\s\S]*^connection: upgrade|^connection: upgrade[\s\S]*^upgrade: websocket/im,
    );
  },
  right: async (bench) => {
    await passes(bench, { path });
    expect(bench.lastHead()).toMatch(/^upgrade: websocket/im);
    expect(bench.lastHead()).toMatch(/^connection: (?:[\w-]+, ?)?upgrade/im);
  },
});

const http10: Trial = {
  wrong: async (bench) => {
    expect((await bench.ask()).status).toBe(426);
    expect(bench.lastHead()).toMatch(/^GET \/ HTTP\/1\.0\r\n/);
  },
  right: async (bench) => {
    await passes(bench);
    expect(bench.lastHead()).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
  },
};

/**
 * A tunnel that is still for 1.6 s is cut with the wrong text (its timeout set to 1 s), and lives with the
 * right one.
 */
const idle = (also: Record<string, string>, alsoRight?: Record<string, string>): Trial => ({
  also,
  alsoRight,
  wrong: async (bench) => {
    const answer = await bench.ask();
    expect(await echoes(answer)).toBe(true);
    const opened = Date.now();
    expect(await answer.waitClosed(4000)).toBe(true);
    expect(Date.now() - opened).toBeGreaterThan(500);
    // No Close frame came: the 6 bytes of the echo are all there is.
    expect(answer.stream.length).toBe(6);
  },
  right: async (bench) => {
    const answer = await bench.ask();
    expect(await echoes(answer)).toBe(true);
    expect(await answer.waitClosed(2500)).toBe(false);
    expect(await echoes(answer, 'still here')).toBe(true);
  },
});

/** The backend got a TLS record where the request should be. */
const tlsToPlain: Trial = {
  wrong: async (bench) => {
    const answer = await bench.ask({ limitMs: 10_000 });
    expect([500, 502, 503]).toContain(answer.status);
    expect(bench.lastBytes().subarray(0, 2).toString('hex')).toBe('1603');
  },
  right: async (bench) => {
    await passes(bench);
    expect(bench.lastBytes().subarray(0, 4).toString('latin1')).toBe('GET ');
  },
};

const proxyLine = 'PROXY TCP4 192.0.2.1 192.0.2.2 51312 443\r\n';
const proxyV2 = Buffer.from('0d0a0d0a000d0a515549540a2111000cc0000201c0000202c87001bb', 'hex');

const proxyHeaderIn = (versions: (string | Buffer)[]): Trial => ({
  wrong: async (bench) => {
    for (const before of versions) {
      const answer = await bench.ask({ before });
      expect(answer.status, answer.head).not.toBe(101);
      expect(answer.all.toString('latin1')).toMatch(/ 400 |^$/);
    }
  },
  right: async (bench) => {
    for (const before of versions) {
      await passes(bench, { before });
    }
  },
});

const redirects = (path?: string): Trial => ({
  wrong: async (bench) => {
    const answer = await bench.ask({ path });
    expect(answer.status).toBeGreaterThanOrEqual(301);
    expect(answer.status).toBeLessThanOrEqual(308);
    expect(bench.backend.seen.length).toBe(0);
  },
  right: (bench) => passes(bench, { path }),
});

/** Chrome's Connection header passes with the wrong text, Firefox's does not. */
const chromeAlone = (refusal: number): Trial => ({
  wrong: async (bench) => {
    await passes(bench, { connection: 'Upgrade' });
    expect((await bench.ask({ connection: 'keep-alive, Upgrade' })).status).toBe(refusal);
  },
  right: async (bench) => {
    await passes(bench, { connection: 'Upgrade' });
    await passes(bench, { connection: 'keep-alive, Upgrade' });
  },
});

/** TLS arrives at a port that does not speak it: the answer is plain text, or nothing. */
const tlsAtFront: Trial = {
  wrong: async (bench) => {
    const plain = await bench.ask({ before: Buffer.from('160301002f0100002b0303', 'hex') });
    expect(plain.all.toString('latin1')).toMatch(/^HTTP\/1\.[01] 400 /);
    expect((await bench.ask({ tls: true })).status).toBe(0);
  },
  right: async (bench) => {
    await passes(bench, { tls: true });
    const plain = await bench.ask();
    expect(plain.status, 'a plain request to a TLS port').not.toBe(101);
  },
};

const http2: Trial = {
  wrong: async (bench) => {
    const answer = await bench.ask({ limitMs: 1500 });
    expect([0, 502]).toContain(answer.status);
    expect(
      bench.backend.seen.some((seen) => seen.bytes.subarray(0, 14).toString('latin1') === 'PRI * HTTP/2.0'),
    ).toBe(true);
  },
  right: (bench) => passes(bench),
};

const refused = (status: number, path?: string): Trial => ({
  wrong: async (bench) => {
    expect((await bench.ask({ path, limitMs: 1500 })).status).toBe(status);
  },
  right: (bench) => passes(bench, { path }),
});

/** Nothing listens on the address: port 9 stands for the port of the guide. HAProxy tries for three seconds. */
const unreachable = (status: number): Trial => ({
  also: { '127.0.0.1:3000': '127.0.0.1:9' },
  wrong: async (bench) => expect((await bench.ask({ limitMs: 10_000 })).status).toBe(status),
  right: (bench) => passes(bench),
});

const trials: Record<Proxy, Record<string, Trial>> = {
  nginx: {
    'upgrade-headers': stripped(),
    'http-version': http10,
    'inherited-headers': stripped(),
    'read-timeout': idle({ '60s': '1s' }),
    'backend-address': unreachable(502),
    'tls-to-backend': tlsToPlain,
    'listen-ssl': tlsAtFront,
    'proxy-protocol': proxyHeaderIn([proxyLine, proxyV2]),
    redirect: redirects('/ws'),
  },
  apache: {
    upgrade: stripped(),
    rewrite: chromeAlone(426),
    order: stripped('/ws'),
    balancer: stripped(),
    'header-unset': stripped(),
    'force-http-1.0': http10,
    timeout: idle({ 'Timeout 60': 'Timeout 1' }),
    'backend-address': unreachable(503),
    'tls-to-backend': tlsToPlain,
    'proxy-protocol': proxyHeaderIn([proxyLine, proxyV2]),
    redirect: redirects('/ws'),
  },
  haproxy: {
    'timeout-tunnel': idle({
      'timeout client 30s': 'timeout client 1s',
      'timeout server 30s': 'timeout server 1s',
    }),
    'del-header': stripped(),
    'tls-termination': tlsAtFront,
    'server-address': unreachable(503),
    'tls-to-server': tlsToPlain,
    'send-proxy': {
      wrong: async (bench) => {
        expect((await bench.ask()).status).not.toBe(101);
        expect(bench.lastBytes().subarray(0, 10).toString('latin1')).toBe('PROXY TCP4');
      },
      right: (bench) => passes(bench),
    },
    'accept-proxy': proxyHeaderIn([proxyLine, proxyV2]),
    'acl-case': refused(404),
    'proto-h2': http2,
    redirect: redirects(),
  },
  caddy: {
    'header-up': stripped(),
    matcher: chromeAlone(404),
    order: refused(200, '/ws'),
    h2c: http2,
    'buffer-responses': refused(0),
    'backend-address': unreachable(502),
    'tls-to-backend': tlsToPlain,
    redirect: redirects(),
  },
  lighttpd: {
    upgrade: stripped(),
    'force-http10': http10,
    idle: idle({ 'max-read-idle = 60': 'max-read-idle = 1' }),
  },
};

for (const [proxy, byFix] of Object.entries(trials) as [Proxy, Record<string, Trial>][]) {
  describe.skipIf(lacks(programOf[proxy]))(proxy, () => {
    test('every fix that says it was run is in this file, and no other', () => {
      const said = guides[proxy].fixes.filter((fix) => 'with' in fix.ran).map((fix) => fix.id);
      expect(Object.keys(byFix).sort()).toEqual(said.sort());
    });
    for (const [id, trial] of Object.entries(byFix)) {
      test(id, { timeout: 30_000 }, async () => {
        const fix = needFix(`${proxy}/${id}`);
        await withProxy(proxy, fix.wrong.text, trial.wrong, { also: trial.also });
        // The timeouts that were shortened for the wrong text are shortened here too, unless the fix changed them.
        await withProxy(proxy, fix.right.text, trial.right, { also: trial.alsoRight ?? trial.also });
      });
    }
  });
}
