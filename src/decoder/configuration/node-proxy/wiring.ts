// What a Node program does when it starts, as far as a proxy of WebSockets needs it: which servers listen, what hears
// their upgrades, which proxies take plain requests.

import type { Expression, Node, Statement } from '@babel/types';
import { openFact } from '../javascript/read.ts';
import { itemScope, parametersOf, scopeOf } from '../javascript/scope.ts';
import { type Source, spanOf, wordsOf } from '../javascript/source.ts';
import {
  isTruthy,
  type Made,
  madeOf,
  type Scope,
  textOfValue,
  type Value,
  valueAt,
} from '../javascript/values.ts';
import type { Span, UnresolvedFact } from '../model.ts';
import { httpProxyOf, isApp, middlewareOf, type ServerMade, serverOf, socketServerOf } from './makers.ts';

/** Where a statement stands: what comes after it in the same block can follow it. */
export interface Place {
  readonly span: Span;
  /** The block. */
  readonly block: number;
  /** The name that it declares; null for none. */
  readonly name: string | null;
}

export interface Wiring {
  readonly listening: Listening[];
  readonly upgrades: UpgradeListener[];
  /** `proxy.upgrade` as a listener of another event: the event's name, as written. */
  readonly misnamed: { readonly event: string; readonly span: Span }[];
  /** Proxies of http-proxy-middleware that take plain requests. */
  readonly uses: Use[];
  /** Proxies of http-proxy that listen themselves. */
  readonly proxiesThatListen: ProxyListening[];
  readonly socketServers: {
    readonly server: ServerMade | null;
    readonly path: string | null;
    readonly span: Span;
  }[];
  /** Proxies of http-proxy. */
  readonly httpProxies: { readonly proxy: Made; readonly place: Place }[];
  /** Functions that answer plain requests. */
  readonly handlers: Value[];
  /** Listeners that change the request for the backend, by the proxy whose they are. */
  readonly changes: { readonly proxy: Made; readonly words: string; readonly span: Span }[];
  readonly open: UnresolvedFact[];
}

export interface Listening {
  readonly server: ServerMade;
  readonly port: number | null;
  /** The call of `listen`. */
  readonly span: Span;
  readonly place: Place;
}

export interface UpgradeListener {
  /** Null for a server that the text does not make. */
  readonly server: ServerMade | null;
  /** True for `app.on`, where no upgrade is heard. */
  readonly isOnApp: boolean;
  /** True for a listener that hears the first upgrade alone. */
  readonly isOnce: boolean;
  /** The server, as written. */
  readonly words: string;
  readonly handler: Value;
  readonly span: Span;
}

export interface Use {
  readonly proxy: Made;
  /** The path that it is mounted on; null for none. */
  readonly mount: string | null;
  /** The argument, as written. */
  readonly span: Span;
  readonly place: Place;
}

export interface ProxyListening {
  readonly proxy: Made;
  readonly port: number | null;
  readonly span: Span;
}

/** Reads the statements of a file. `exported`: the function that it exports, which runs too. */
export function wiringOf(
  statements: readonly Statement[],
  scope: Scope,
  exported: Value | null,
  source: Source,
): Wiring {
  const wiring: Wiring = {
    listening: [],
    upgrades: [],
    misnamed: [],
    uses: [],
    proxiesThatListen: [],
    socketServers: [],
    httpProxies: [],
    handlers: [],
    changes: [],
    open: [],
  };
  const walk = new Walk(wiring, source);
  walk.statements(statements, scope, 0);
  if (exported?.kind === 'function') walk.enter(exported, []);
  return wiring;
}

/** Calls whose functions run when something has happened at the start. */
const runsGiven = /^(?:then|finally|listen|ready|prepare|once|forEach|start|connect)$/;
const maxFunctions = 400;
/** Longer lists are no table of routes. */
const maxItems = 100;

class Walk {
  readonly #wiring: Wiring;
  readonly #source: Source;
  readonly #entered = new Set<Node>();

  constructor(wiring: Wiring, source: Source) {
    this.#wiring = wiring;
    this.#source = source;
  }

  statements(statements: readonly Node[], scope: Scope, block: number): void {
    for (const statement of statements) this.#statement(statement, scope, block);
  }

  /** The body of a function, once. */
  enter(value: Value, given: readonly Value[]): void {
    if (value.kind !== 'function' || this.#entered.has(value.node) || this.#entered.size > maxFunctions)
      return;
    const { node } = value;
    this.#entered.add(node);
    const inner = parametersOf(node, value.scope, given, this.#source);
    if (node.body.type !== 'BlockStatement') this.#expression(node.body, inner, this.#place(node.body, 0));
    else this.#block(node.body.body, inner, node.start ?? 0);
  }

  #block(statements: readonly Node[], outer: Scope, block: number): void {
    this.statements(statements, scopeOf(statements, outer, this.#source, outer.changed), block);
  }

  #place(node: Node, block: number, name: string | null = null): Place {
    return { span: spanOf(node, this.#source), block, name };
  }

  #statement(node: Node, scope: Scope, block: number): void {
    switch (node.type) {
      case 'ExpressionStatement':
        this.#expression(node.expression, scope, this.#place(node, block));
        return;
      case 'ReturnStatement':
        if (node.argument) this.#expression(node.argument, scope, this.#place(node, block));
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#statement(node.declaration, scope, block);
        return;
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          if (!init) continue;
          const name = id.type === 'Identifier' ? id.name : null;
          this.#expression(init, scope, this.#place(node, block, name), id);
        }
        return;
      case 'BlockStatement':
        this.#block(node.body, scope, node.start ?? 0);
        return;
      case 'IfStatement':
        this.#branches(node.test, [node.consequent, node.alternate], scope);
        return;
      case 'TryStatement':
        this.#block(node.block.body, scope, node.block.start ?? 0);
        return;
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
        this.#repeated(node, scope);
        return;
      default:
    }
  }

  #branches(test: Expression, branches: readonly (Statement | null | undefined)[], scope: Scope): void {
    const is = isTruthy(this.#source.evaluate(test, scope));
    const [yes, no] = branches;
    const taken = is === null ? [yes, no] : [is ? yes : no];
    for (const one of taken) if (one) this.#block([one], scope, one.start ?? 0);
  }

  /** A loop over a list of the text; what another loop makes is not followed. */
  #repeated(node: Node, scope: Scope): void {
    if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration') {
      const list = this.#source.evaluate(node.right, scope);
      if (list.kind === 'list' && list.open.length === 0 && list.items.length <= maxItems) {
        const pattern = node.left.declarations[0].id;
        for (const item of list.items)
          this.#block([node.body], itemScope(pattern, item, scope, this.#source), node.start ?? 0);
        return;
      }
    }
    const words = wordsOf(node, this.#source);
    if (!/createProxyMiddleware|createProxyServer|\.on\(\s*['"]upgrade/.test(this.#textOf(node))) return;
    this.#wiring.open.push(
      openFact(words, 'What this loop makes is not in this text.', spanOf(node, this.#source)),
    );
  }

  #textOf(node: Node): string {
    const { start, end } = spanOf(node, this.#source);
    return this.#source.text.slice(Math.max(0, start), end);
  }

  /** `id`: the name that is declared with it, whose value is the same one that others see. */
  #expression(node: Node, scope: Scope, place: Place, id?: Node): void {
    switch (node.type) {
      case 'AwaitExpression':
      case 'UnaryExpression':
        this.#expression(node.argument, scope, place, id);
        return;
      case 'AssignmentExpression':
        if (!/exports/.test(this.#textOf(node.left)))
          this.#expression(node.right, scope, this.#named(place, node.left));
        return;
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        break;
      default:
        return;
    }
    const { callee } = node;
    if (callee.type === 'MemberExpression') this.#expression(callee.object, scope, place);
    const target = this.#source.evaluate(callee, scope);
    const given = node.arguments.map((one) => this.#source.evaluate(one, scope));
    if (target.kind === 'function') {
      this.enter(target, given);
      return;
    }
    const value = this.#source.evaluate(id?.type === 'Identifier' ? id : node, scope);
    const made = madeOf(value);
    if (made === null) return;
    this.#record(value, made, place);
    if (made.name === 'forEach' && made.owner?.kind === 'list') this.#each(made.owner.items, made.given[0]);
    else if (runsGiven.test(made.name)) for (const one of made.given) this.enter(one, []);
  }

  #each(items: readonly Value[], body: Value | undefined): void {
    if (body?.kind !== 'function') return;
    for (const item of items.slice(0, maxItems)) {
      this.#entered.delete(body.node);
      this.enter(body, [item]);
    }
  }

  #named(place: Place, left: Node): Place {
    return left.type === 'Identifier' ? { ...place, name: left.name } : place;
  }

  #record(value: Value, made: Made, place: Place): void {
    const span = { start: made.start, end: made.end };
    const wiring = this.#wiring;
    const { name, owner, given } = made;
    const httpProxy = httpProxyOf(value);
    if (httpProxy === made) wiring.httpProxies.push({ proxy: made, place });
    const socketServer = socketServerOf(value);
    if (socketServer) {
      wiring.socketServers.push({ server: serverOf(socketServer.server), path: socketServer.path, span });
    } else if (name === 'listen' && owner !== null) this.#listens(value, made, owner, place);
    else if (/^(?:on|once|addListener|prependListener)$/.test(name) && textOfValue(given[0]) === 'upgrade') {
      const handler = given[1] ?? { kind: 'absent', ...span };
      const words = owner === null ? '' : this.#source.text.slice(owner.start, owner.end);
      wiring.upgrades.push({
        server: serverOf(owner),
        isOnApp: isApp(owner),
        isOnce: name === 'once',
        words,
        handler,
        span,
      });
    } else if (/^(?:on|once)$/.test(name) && textOfValue(given[0]) === 'proxyReqWs') {
      const proxy = httpProxyOf(owner);
      if (proxy && changesUpgrade(given[1], this.#source))
        wiring.changes.push({ proxy, words: 'proxyReqWs', span });
    } else if (/^(?:on|once)$/.test(name) && textOfValue(given[0]) === 'request') {
      wiring.handlers.push(...given.slice(1));
    } else if (/^(?:on|once|addListener)$/.test(name) && isUpgradeOf(given[1])) {
      const event = textOfValue(given[0]) ?? '';
      wiring.misnamed.push({ event, span: { start: given[0].start, end: given[0].end } });
    } else if (/^(?:use|all|get)$/.test(name) && owner !== null) {
      const mount = textOfValue(given[0]);
      for (const one of given) {
        const proxy = middlewareOf(one);
        if (proxy) wiring.uses.push({ proxy, mount, span: { start: one.start, end: one.end }, place });
        else wiring.handlers.push(one);
      }
    } else if (serverOf(value)?.key === made.start) {
      wiring.handlers.push(...given);
    } else this.#handsOn(made, span);
  }

  #listens(value: Value, made: Made, owner: Value, place: Place): void {
    const [first] = made.given;
    const where = first?.kind === 'object' ? valueAt(first, 'port') : first;
    const port = portOf(where);
    const span = { start: made.start, end: made.end };
    const proxy = httpProxyOf(owner);
    if (proxy) this.#wiring.proxiesThatListen.push({ proxy, port, span });
    const server = serverOf(value);
    if (server) this.#wiring.listening.push({ server, port, span, place });
  }

  /** A server that is given to a function whose text is not here. */
  #handsOn({ name, given, callee }: Made, span: Span): void {
    const isGiven = given.some((one) => serverOf(one) !== null);
    if (!isGiven || callee?.kind !== 'unknown' || name === 'createServer') return;
    if (/socket\.io|Server$/.test(callee.words)) return;
    const cases = { passes: 'it leaves this upgrade alone', fails: 'it answers this upgrade too' };
    const text = `What ${callee.words} does with the upgrades of the server is not in this text.`;
    this.#wiring.open.push(openFact(callee.words, text, span, cases));
  }
}

function isUpgradeOf(value: Value | undefined): boolean {
  const made = madeOf(value);
  return made?.name === 'upgrade' && middlewareOf(made.owner) !== null;
}

/** Whether a function can change what the upgrade needs, or end it. True for one that is not in the text. */
export function changesUpgrade(value: Value | undefined, { text }: Source): boolean {
  if (value?.kind !== 'function') return value !== undefined && value.kind !== 'absent';
  const words = text.slice(value.start, value.end);
  return /removeHeader|\b(?:destroy|abort|end)\s*\(|setHeader\(\s*(?!['"`](?!upgrade|connection|sec-websocket|host))/i.test(
    words,
  );
}

/** A port, or the one that stands for it when the environment names none. */
function portOf(value: Value | undefined): number | null {
  const told =
    value?.kind === 'unknown'
      ? value.options.find(({ kind }) => kind === 'number' || kind === 'text')
      : value;
  const port = Number(textOfValue(told) ?? Number.NaN);
  return Number.isInteger(port) ? port : null;
}
