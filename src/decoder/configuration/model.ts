// What a WebSocket meets on its way through a proxy, in one shape for every program. An adapter fills it from
// the parsed text, the rules read it. Each fact says where the text states it.
// It leaves out on purpose: what no WebSocket notices (logging, caching, certificates, limits on bodies).

import type { CauseId } from '../model/cause-id.ts';
import type { FindingSeverity, Unresolved } from './report.ts';

/** A range of the text. Offsets count UTF-16 units, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The place of what has one. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Anything that the text states. */
export interface Fact {
  /** Where it is stated. For the program's default: the directive that the default applies to. */
  readonly span: Span;
  /** The outer block or section that it was inherited from; absent when the route states it itself. */
  readonly inheritedFrom?: Span;
  /** Page of the guides, when it is another than the program names for the rule. */
  readonly fix?: string;
}

/**
 * Whether something applies to a browser's WebSocket that comes to a route. `some`: only to a part of these
 * requests, selected by path, host, address or the like. `unknown`: this text does not tell.
 */
export type Applies = 'always' | 'some' | 'never' | 'unknown';

/** Everything that one configuration says of WebSockets. */
export interface RouteModel {
  readonly sites: Site[];
  /** What the text refers to and does not contain, and what could not be parsed. */
  readonly unresolved: UnresolvedFact[];
}

/** An `Unresolved` of the report, before its offsets became lines. */
export interface UnresolvedFact extends Omit<Unresolved, 'place'> {
  readonly span: Span;
  /** True for a name without which the program does not start. */
  readonly isNeededToLoad?: boolean;
  /** The two outcomes that it leaves open, in words. */
  readonly cases?: Cases;
}

/** What a thing that is not in the text decides: `when` each verdict holds. */
export interface Cases {
  /** `the backend supports RFC 8441`. */
  readonly passes: string;
  /** `it does not`. */
  readonly fails: string;
}

/** A virtual host, frontend, site block or entry point: who listens, and its routes. */
export interface Site extends Fact {
  /** `server example.com`; empty for routes that stand outside of any site. */
  readonly label: string;
  /** Host names as written; empty when it serves every host. */
  readonly hosts: readonly string[];
  readonly listeners: readonly Listener[];
  /** In the order in which the program tries them, as far as the text decides it. */
  readonly routes: Route[];
}

/** An address that a site accepts connections on. */
export interface Listener extends Fact {
  readonly port: number | null;
  /** The one IPv4 address that it accepts connections on; absent when it accepts them on every address. */
  readonly address?: string;
  readonly tls: boolean;
  /** True when this site serves hosts that no site names. */
  readonly isDefault?: boolean;
  /** True when every connection must begin with a PROXY header. */
  readonly expectsProxyHeader: boolean;
  /** True when versions of the program differ: some speak HTTP/2 alone on this port, without TLS. */
  readonly isHttp2Alone?: boolean;
}

/** How a route compares the path of a request. */
export interface PathMatch {
  /**
   * `segment-prefix`: a prefix that ends at a slash, so `/ws` takes `/ws/x` and not `/wsx`. `final-prefix`: a
   * prefix after which expressions are not tried (nginx `^~`). `unknown`: not readable here.
   */
  readonly kind: 'any' | 'exact' | 'prefix' | 'segment-prefix' | 'final-prefix' | 'expression' | 'unknown';
  /** The path or the expression as written. */
  readonly text: string;
  readonly ignoresCase: boolean;
}

/** The path that the backend is asked for. */
export type ForwardedPath =
  | { readonly kind: 'unchanged' }
  /** The matched prefix is replaced by `by`; what follows the prefix is appended as it is. */
  | { readonly kind: 'prefix-replaced'; readonly prefix: string; readonly by: string }
  /** Made from the request that is judged. */
  | { readonly kind: 'made'; readonly path: string }
  | { readonly kind: 'unknown' };

/** What becomes of a request that comes to a route. */
export type Ending =
  | { readonly kind: 'proxy'; readonly target: string; readonly path: ForwardedPath }
  /** Bytes are passed on unread. */
  | { readonly kind: 'tunnel'; readonly target: string }
  | { readonly kind: 'redirect'; readonly status: number | null; readonly to: string; readonly words: string }
  | { readonly kind: 'answer'; readonly status: number | null; readonly words: string }
  /** A protocol that has no upgrade: FastCGI, gRPC, AJP. `words` is the directive or the scheme. */
  | { readonly kind: 'other-protocol'; readonly target: string; readonly words: string }
  /**
   * Files are served, or something else is answered that `words` names. Such a route is kept because it can take
   * requests; it is not reported.
   */
  | { readonly kind: 'files'; readonly words?: string };

/** How the upgrade gets from the client's request into the backend's. */
export type UpgradePolicy =
  /** The program passes an upgrade on by itself. */
  | { readonly kind: 'always' }
  /** The program drops Upgrade and Connection; only `requestHeaders` brings them back. */
  | { readonly kind: 'headers' }
  /** A switch turns it on: `upgrade=websocket`, `upgrade_configs`. */
  | UpgradeSwitch;

/** The switch that lets an upgrade pass. */
export interface UpgradeSwitch extends Fact {
  readonly kind: 'switch';
  readonly state: 'on' | 'off' | 'absent';
  /** What should stand in the text: `upgrade=websocket on this line`. */
  readonly expected: string;
  /** What stands there instead; empty when it is absent. */
  readonly found: string;
  /** One sentence: what the program does without it. */
  readonly consequence: string;
  /** Edits that turn it on. */
  readonly edits: readonly EditIntent[];
}

/** Something that decides whether WebSockets come to this route at all. */
export interface EntryCondition extends Fact {
  /**
   * `taken`: another route takes them first. `case`: a condition on Upgrade or Connection fails only because
   * of letter case. `list`: it fails for `Connection: keep-alive, Upgrade`. `excluded`: it excludes every
   * WebSocket otherwise.
   * `narrow`: only some WebSockets meet it. `unknown`: whether they meet it is not in this text.
   */
  readonly kind: 'taken' | 'case' | 'list' | 'excluded' | 'narrow' | 'unknown';
  /** True when the writer surely wanted WebSockets to come here, so that it is a fault. */
  readonly isFault: boolean;
  readonly text: string;
  /** What the wrong route brings about, when it is another cause than a refusal. */
  readonly cause?: CauseId;
  /** The two outcomes of one that is `unknown`. */
  readonly cases?: Cases;
  readonly edits: readonly EditIntent[];
}

/** Something that answers the request, or takes it elsewhere, before the end of the route. */
export interface EarlyAnswer extends Fact {
  /**
   * `access`: by address. `method`: a limit on methods. `elsewhere`: an internal redirect or another route.
   * `response`: the backend's response is replaced.
   */
  readonly how: 'redirect' | 'answer' | 'access' | 'method' | 'elsewhere' | 'response';
  readonly applies: Applies;
  /** The directive as a reader knows it: `http-request deny`, `return`. */
  readonly words: string;
  /** What it applies to, when not to everything: `@api`, `the condition`; null when there is no condition. */
  readonly condition: string | null;
}

/** A change of a header on the way. */
export interface HeaderChange extends Fact {
  /** Lower case; `*` for all headers. */
  readonly name: string;
  /** The name as written. */
  readonly label: string;
  readonly action: 'set' | 'add' | 'remove' | 'rewrite';
  readonly value: HeaderValue;
  readonly applies: Applies;
  /** The directive as a reader knows it: `proxy_set_header`, `http-request del-header`. */
  readonly words: string;
  /** Edits that undo it, when it can be taken out without harm. */
  readonly edits: readonly EditIntent[];
}

/** Value that a header gets for a browser's upgrade request; an empty `text` means that it is not sent. */
export type HeaderValue =
  | { readonly kind: 'known'; readonly text: string }
  /** The client's own value is passed on. */
  | { readonly kind: 'client' }
  /**
   * It comes from a name that this text does not define. `isFault`: the program cannot start for that reason.
   */
  | { readonly kind: 'unknown'; readonly name: string; readonly isFault: boolean };

/** The method that the backend is asked with. */
export interface MethodChange extends Fact {
  readonly method: string;
  readonly applies: Applies;
  readonly words: string;
}

/** HTTP version that is spoken to the backend. */
export interface BackendVersion extends Fact {
  readonly version: '1.0' | '1.1' | '2' | 'other';
  /** As written; null for the program's default. */
  readonly text: string | null;
  /**
   * `unknown` for HTTP/2 that a backend with RFC 8441 would accept, and for a version that a condition
   * selects.
   */
  readonly applies: Applies;
  /** What states it: `proxy_http_version`, `h2c://`. */
  readonly words: string;
  /** A sentence to add; empty when there is none. */
  readonly remark: string;
  readonly edits: readonly EditIntent[];
}

/** A server that requests are passed to. */
export interface Backend extends Fact {
  /** As written. */
  readonly address: string;
  readonly port: number | null;
  /** True when TLS is spoken to it. */
  readonly tls: boolean;
  /** The switch for the upgrade, when each backend has its own. */
  readonly upgrade?: UpgradeSwitch;
}

/** A time after which the program closes a WebSocket. */
export interface TimeLimit extends Fact {
  /** `idle`: silence. `lifetime`: since the start, busy or not. */
  readonly kind: 'idle' | 'lifetime';
  /** Directive that sets it: `proxy_read_timeout`. */
  readonly setting: string;
  /** As written; null when it is the program's default. */
  readonly text: string | null;
  /** Null when it cannot be read. */
  readonly seconds: number | null;
  /** The setting that is meant for WebSockets and is absent, so that this one applies; absent otherwise. */
  readonly insteadOf?: string;
  /** A sentence to add. */
  readonly remark?: string;
  /** What sets a longer limit; empty when no edit of this text can. */
  readonly edits: readonly EditIntent[];
}

/** Buffering of what passes. */
export interface Buffering extends Fact {
  /** `none`: no effect on a WebSocket. */
  readonly effect: 'none' | 'holds-request' | 'holds-response' | 'unknown';
  readonly words: string;
  readonly edits: readonly EditIntent[];
}

/** A check of who asks, made for WebSockets too. */
export interface Authentication extends Fact {
  readonly words: string;
  /** True when the program itself answers 401 to a WebSocket without a password. */
  readonly refusesAnonymous: boolean;
}

/** A PROXY header that is sent to the backend, or that every client must send. */
export interface ProxyHeader extends Fact {
  readonly direction: 'sent' | 'expected';
  readonly words: string;
}

/** Code, a filter or a plugin that can change the request or answer it. */
export interface CodeFact extends Fact {
  readonly words: string;
}

/** Something that this route needs and that this text does not contain. */
export interface Gap extends Fact {
  readonly about: GapKind;
  /** One sentence: what is absent and what it decides. */
  readonly text: string;
  readonly cases?: Cases;
}

/** What can be absent. */
export type GapKind =
  | 'include'
  | 'version-include'
  | 'header-include'
  | 'backend'
  | 'servers'
  | 'target'
  | 'module'
  | 'middleware'
  | 'service'
  | 'service-kind'
  | 'cluster'
  | 'run-time-cluster'
  | 'manager';

/**
 * What only one program has. It becomes a finding as it is; use it when no other program could have the same
 * fact.
 */
export interface Quirk extends Fact {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly text: string;
  readonly cause: CauseId | null;
  readonly edits: readonly EditIntent[];
  /** The two outcomes of one that is `unknown`. */
  readonly cases?: Cases;
}

/** A place where a WebSocket can end up, and all that it meets there. */
export interface Route {
  /** `server example.com › location /ws`. */
  readonly label: string;
  readonly span: Span;
  readonly path: PathMatch;
  /**
   * True when clients cannot ask for it: the program itself asks it, for authentication. It is not reported.
   */
  readonly isInternal: boolean;
  readonly ending: Ending;
  readonly upgrade: UpgradePolicy;
  readonly entry: EntryCondition[];
  readonly earlyAnswers: EarlyAnswer[];
  /** Changes in force. */
  readonly requestHeaders: HeaderChange[];
  /** Changes of outer blocks that are not in force because an inner block has changes of its own. */
  readonly hiddenRequestHeaders: HeaderChange[];
  readonly responseHeaders: HeaderChange[];
  readonly methods: MethodChange[];
  readonly versions: BackendVersion[];
  readonly backends: Backend[];
  /** True when the requests of one client reach the same backend, or when there is only one. */
  readonly isSticky: boolean;
  /** Set when the backend gets another Host than the client sent. */
  readonly hostReplaced: Fact | null;
  readonly limits: TimeLimit[];
  readonly buffering: Buffering[];
  readonly authentication: Authentication[];
  readonly proxyHeaders: ProxyHeader[];
  readonly code: CodeFact[];
  readonly gaps: Gap[];
  readonly quirks: Quirk[];
}

/** A route with nothing on it yet; an adapter gives what it knows. */
export function newRoute(given: Partial<Route> & Pick<Route, 'label' | 'span' | 'ending'>): Route {
  return {
    path: { kind: 'any', text: '', ignoresCase: false },
    isInternal: false,
    upgrade: { kind: 'always' },
    entry: [],
    earlyAnswers: [],
    requestHeaders: [],
    hiddenRequestHeaders: [],
    responseHeaders: [],
    methods: [],
    versions: [],
    backends: [],
    isSticky: true,
    hostReplaced: null,
    limits: [],
    buffering: [],
    authentication: [],
    proxyHeaders: [],
    code: [],
    gaps: [],
    quirks: [],
    ...given,
  };
}

/**
 * What an edit should bring about. The first three are done for every program alike; the others by its own
 * directives.
 */
export type EditIntent =
  | { readonly kind: 'replace'; readonly span: Span; readonly text: string }
  | { readonly kind: 'insert-lines-after'; readonly offset: number; readonly lines: readonly string[] }
  /** The whole lines that the span touches. */
  | { readonly kind: 'remove-lines'; readonly span: Span }
  | { readonly kind: 'send-header'; readonly name: 'upgrade' | 'connection' }
  | { readonly kind: 'speak-http-1.1' }
  | { readonly kind: 'raise-idle-limit' };
