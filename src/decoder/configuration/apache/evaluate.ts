// Evaluates Apache's conditions for the request that is judged: expressions, variables of SetEnvIf.

import { readExpression } from '../parse/expression.ts';
import type { UrlRequest } from '../program.ts';
import { evaluateExpression } from './expression.ts';
import type { ApacheDirective } from './parse.ts';
import { headerValue, requestValue, type Sender, sendersOf } from './request-values.ts';

/** What conditions are evaluated with. */
export interface Evaluated {
  readonly request: UrlRequest | null;
  /** SetEnvIf, BrowserMatch and the like that apply, in order. */
  readonly environment: readonly ApacheDirective[];
}

/** An expression for every kind of client; null when they differ or when it is not known. */
export function expressionHolds(source: string, evaluated: Evaluated): boolean | null {
  return forSenders(evaluated, (sender) =>
    evaluateExpression(source, (name) => valueOfName(name, evaluated, sender)),
  );
}

/** Whether an environment variable is set when access is checked. */
export function isSet(name: string, evaluated: Evaluated): boolean | null {
  return forSenders(evaluated, (sender) => {
    const value = variable(name, evaluated, sender);
    return value === null ? null : value !== '';
  });
}

function forSenders({ request }: Evaluated, test: (sender: Sender) => boolean | null): boolean | null {
  const results = sendersOf(request).map(test);
  return results.every((one) => one === results[0]) ? (results[0] ?? null) : null;
}

function valueOfName(name: string, evaluated: Evaluated, sender: Sender): string | null {
  const inEnvironment = /^env:(.+)$/i.exec(name)?.[1];
  if (inEnvironment !== undefined) return variable(inEnvironment, evaluated, sender);
  return requestValue(name, evaluated.request, sender);
}

/** The value of a variable; empty when nothing sets it, null when that is not known. */
function variable(name: string, evaluated: Evaluated, sender: Sender): string | null {
  let value: string | null = '';
  for (const directive of evaluated.environment) {
    const isAnyCase = directive.name.endsWith('nocase');
    const words = directive.args.map(({ text }) => text);
    const isAgent = directive.name.startsWith('browsermatch');
    const [subject, pattern] = isAgent ? ['User-Agent', words[0]] : [words[0] ?? '', words[1]];
    const assigned = words
      .slice(isAgent ? 1 : 2)
      .map((word) => /^(!?)([^=]+)(?:=(.*))?$/.exec(word))
      .find((match) => match?.[2] === name);
    if (!assigned) continue;
    const holds =
      directive.name === 'setenvifexpr'
        ? evaluateExpression(subject, (part) => valueOfName(part, evaluated, sender))
        : attributeMatches(subject, pattern ?? '', { evaluated, sender, isAnyCase });
    if (holds === null) value = null;
    else if (holds) value = assigned[1] === '!' ? '' : (assigned[3] ?? '1');
  }
  return value;
}

interface Comparison {
  readonly evaluated: Evaluated;
  readonly sender: Sender;
  readonly isAnyCase: boolean;
}

/** `SetEnvIf attribute expression`: a header, or a part of the request by its name. */
function attributeMatches(
  attribute: string,
  pattern: string,
  { evaluated, sender, isAnyCase }: Comparison,
): boolean | null {
  const isPart = /^(remote_addr|request_uri|request_method|server_addr|request_protocol|remote_host)$/i.test(
    attribute,
  );
  const value = isPart
    ? requestValue(attribute, evaluated.request, sender)
    : (headerValue(attribute, evaluated.request, sender) ?? earlierVariable(attribute, evaluated, sender));
  const expression = readExpression(pattern, isAnyCase);
  return value === null || expression === null ? null : expression.test(value);
}

/** A variable that an earlier line sets can be compared like a header. */
function earlierVariable(name: string, evaluated: Evaluated, sender: Sender): string | null {
  const at = evaluated.environment.findIndex((one) => one.args[0]?.text === name);
  const environment = evaluated.environment.slice(0, Math.max(0, at));
  const isMade = environment.some(({ args }) => args.some(({ text }) => text.split('=')[0] === name));
  return isMade ? variable(name, { ...evaluated, environment }, sender) : null;
}
