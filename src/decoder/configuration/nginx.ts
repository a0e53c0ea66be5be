// Checks an nginx configuration for WebSockets: every place with a proxy_pass, with inheritance as nginx does it.
// Documentation: https://nginx.org/en/docs/http/websocket.html and ngx_http_proxy_module.
// Left out on purpose: which of several locations a given path reaches (regular expressions and their order).

import { nginxFixes } from './nginx-fix.ts';
import { judgeHttpLocation } from './nginx-judge.ts';
import { type NginxDirective, parseNginx } from './nginx-parse.ts';
import { judgeStreamServer } from './nginx-stream.ts';
import { nginxVariables } from './nginx-values.ts';
import { type Locate, locator } from './parse/text.ts';
import type { CheckedConfiguration, ConfigurationRoute, Edit, Unresolved } from './report.ts';
import { verdictOf } from './report.ts';

/** Blocks from the outermost to the one that proxies. */
export type NginxChain = readonly NginxDirective[];

/** What the judging functions need of the file. */
export interface NginxScope {
  text: string;
  locate: Locate;
  variables: ReturnType<typeof nginxVariables>;
  /** `upstream` name to its block. */
  upstreams: Map<string, NginxDirective>;
  /** Top-level directives as the block that holds the chain's first. */
  root: NginxDirective;
  /** True when the text is a piece: the http block round it is not here. */
  isPiece: boolean;
  /** True when nothing outside this text can define a variable: a whole file without unknown includes. */
  isWhole: boolean;
}

/** Includes whose content is standard; what they set is known. */
export const knownIncludes: Record<string, { headers: string[] }> = {
  proxy_params: { headers: ['Host', 'X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Proto'] },
  'mime.types': { headers: [] },
  fastcgi_params: { headers: [] },
  'fastcgi.conf': { headers: [] },
  uwsgi_params: { headers: [] },
  scgi_params: { headers: [] },
  'options-ssl-nginx.conf': { headers: [] },
};

/** The file name of an include, and whether its content is known here. */
export function includeName(directive: NginxDirective): { name: string; known: boolean } {
  const name = directive.args[0]?.text ?? '';
  const file = name.slice(name.lastIndexOf('/') + 1);
  return { name, known: file in knownIncludes || /modules-enabled\//.test(name) };
}

/** Unknown includes that lie directly in a block. */
export function unknownIncludes(block: NginxDirective): NginxDirective[] {
  return (block.children ?? []).filter((child) => child.name === 'include' && !includeName(child).known);
}

function hasUnknownInclude(block: NginxDirective): boolean {
  return (
    unknownIncludes(block).length > 0 || (block.children ?? []).some((child) => hasUnknownInclude(child))
  );
}

const passes = new Set(['proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass']);

/** Checks the text; never throws. */
export function checkNginx(text: string): CheckedConfiguration {
  const locate = locator(text);
  const file = parseNginx(text);
  const variables = nginxVariables(file.directives);
  const root: NginxDirective = {
    name: '',
    args: [],
    children: file.directives,
    start: 0,
    end: text.length,
    headEnd: 0,
  };
  const upstreams = new Map<string, NginxDirective>();
  const unresolved: Unresolved[] = file.errors.map((error) => ({
    kind: 'syntax',
    name: error.text,
    text: `nginx will not start with this: ${error.text}`,
    place: locate(error.start, error.end),
  }));
  const isPiece = !file.directives.some(
    (directive) => directive.name === 'http' || directive.name === 'stream',
  );
  const isWhole = !isPiece && !hasUnknownInclude(root);
  const scope: NginxScope = { text, locate, variables, upstreams, root, isPiece, isWhole };
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  const fixes = nginxFixes(scope);

  const visit = (block: NginxDirective, chain: NginxChain): void => {
    const here = [...chain, block];
    const inStream = here.some((one) => one.name === 'stream');
    for (const child of block.children ?? []) {
      if (child.name === 'upstream' && child.args[0]) {
        upstreams.set(child.args[0].text, child);
      }
      if (child.name === 'include') {
        const { name, known } = includeName(child);
        unresolved.push({
          kind: 'include',
          name,
          text: known
            ? `${name} is not here; it is read as the file that is installed with nginx.`
            : `${name} is not here. What it holds can change the result.`,
          place: locate(child.start, child.end),
        });
      }
    }
    for (const child of block.children ?? []) {
      if (passes.has(child.name)) {
        const judged = inStream
          ? judgeStreamServer(scope, here, child)
          : judgeHttpLocation(scope, here, child);
        routes.push(judged.route);
        edits.push(...fixes.editsFor(here, child, judged));
      } else if (child.name === 'return' && isEndingReturn(block)) {
        routes.push(redirectRoute(scope, here, child));
      } else if (
        child.children &&
        child.name !== 'map' &&
        child.name !== 'upstream' &&
        child.name !== 'types'
      ) {
        visit(child, here);
      }
    }
  };
  // Upstreams may stand after the servers that use them.
  const collect = (block: NginxDirective): void => {
    for (const child of block.children ?? []) {
      if (child.name === 'upstream' && child.args[0]) {
        upstreams.set(child.args[0].text, child);
      } else {
        collect(child);
      }
    }
  };
  collect(root);
  visit(root, []);
  unresolved.push(...missingVariables(scope));
  return { routes, unresolved, edits: [...fixes.shared(), ...edits] };
}

// A `return` in a server or location ends every request there; one in an `if` is judged with its location.
function isEndingReturn(block: NginxDirective): boolean {
  return block.name === 'server' || block.name === 'location';
}

function redirectRoute(scope: NginxScope, chain: NginxChain, directive: NginxDirective): ConfigurationRoute {
  const words = directive.args.map((word) => word.text);
  const place = scope.locate(directive.start, directive.end);
  const status = /^\d{3}$/.test(words[0] ?? '') ? Number(words[0]) : 302;
  const redirects = status >= 300 && status < 400;
  const findings = [
    {
      id: redirects ? 'redirect' : 'answers-itself',
      severity: 'error' as const,
      text: redirects
        ? `A WebSocket to this place gets ${status}. Browsers do not follow a redirect of a WebSocket: the client must use the final URL (wss://).`
        : `A WebSocket to this place gets ${status} from nginx itself; nothing is proxied.`,
      place,
      cause: 'upgrade-refused',
      fix: redirects ? 'nginx/redirect' : null,
    },
  ];
  return {
    where: whereOf(chain),
    target: redirects ? `redirect to ${words.at(-1)}` : `answers ${words.join(' ')}`,
    place,
    findings,
    verdict: verdictOf(findings),
  };
}

/** `server example.com, listen 443 ssl › location /ws`. */
export function whereOf(chain: NginxChain): string {
  const parts = chain.flatMap((block) => {
    if (block.name === 'server') {
      const names = (block.children ?? []).find((child) => child.name === 'server_name');
      const listens = (block.children ?? []).filter((child) => child.name === 'listen');
      const listen = listens.map((child) => child.args.map((word) => word.text).join(' ')).join(' and ');
      const name = names?.args.map((word) => word.text).join(' ');
      return [['server', name, listen ? `(listen ${listen})` : null].filter(Boolean).join(' ')];
    }
    if (block.name === 'location' || block.name === 'if') {
      return [`${block.name} ${block.args.map((word) => word.text).join(' ')}`.trim()];
    }
    return [];
  });
  return parts.length === 0 ? 'this piece' : parts.join(' › ');
}

function missingVariables(scope: NginxScope): Unresolved[] {
  const found = new Map<string, Unresolved>();
  const visit = (directive: NginxDirective): void => {
    if (directive.name === 'proxy_set_header' || directive.name === 'proxy_pass') {
      for (const word of directive.args) {
        for (const match of word.text.matchAll(/\$\{?(\w+)\}?/g)) {
          if (!scope.variables.isDefined(match[1]) && !found.has(match[1])) {
            const name = match[1];
            found.set(name, {
              kind: 'variable',
              name: `$${name}`,
              text: scope.isWhole
                ? `$${name} is not defined; nginx refuses to start: unknown "${name}" variable.`
                : `$${name} is not defined in this text. If no other file defines it, nginx refuses to start: unknown "${name}" variable.`,
              place: scope.locate(word.start, word.end),
            });
          }
        }
      }
    }
    for (const child of directive.children ?? []) {
      visit(child);
    }
  };
  visit(scope.root);
  return [...found.values()];
}
