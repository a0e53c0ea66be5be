// Which conditional sections of an Apache text hold: <If> for the request that is judged, <IfModule>, <IfDefine>,
// <IfVersion> from the text.

import { type Evaluated, expressionHolds } from './evaluate.ts';
import { type ApacheDirective, sectionText } from './parse.ts';

/** What a text says of modules and defines. */
export interface TextFacts extends Evaluated {
  readonly modules: ReadonlySet<string>;
  readonly defines: ReadonlyMap<string, string>;
}

const assumedModules =
  /^(proxy|proxy_http|proxy_wstunnel|proxy_balancer|rewrite|headers|ssl|alias|setenvif|env)_module$/;

/** The version of httpd that the checks were measured on. */
const measuredVersion = [2, 4, 62];

/**
 * Whether a section holds; null when this text does not tell. `before` is whether a section of the same chain of
 * <If>, <ElseIf>, <Else> held before.
 */
export function sectionHolds(
  section: ApacheDirective,
  facts: TextFacts,
  before: boolean | null,
): boolean | null {
  const value = section.args.map(({ text }) => text).join(' ');
  switch (section.name) {
    case 'if':
      return facts.request === null ? null : expressionHolds(conditionText(section), facts);
    case 'elseif': {
      if (before !== false) return before === true ? false : null;
      return facts.request === null ? null : expressionHolds(conditionText(section), facts);
    }
    case 'else':
      return before === null ? null : !before;
    case 'ifmodule':
      return moduleHolds(value, facts);
    case 'ifdefine': {
      const name = value.replace(/^!/, '');
      return facts.defines.has(name) ? !value.startsWith('!') : null;
    }
    case 'ifversion':
      return versionHolds(value);
    default:
      return null;
  }
}

/** The expression as written: the words of a directive have lost their quotes. */
function conditionText(section: ApacheDirective): string {
  const words = section.args.map(({ text }) => text);
  return words.length === 1 ? words[0] : sectionText(section).replace(/^<\w+\s+|>$/g, '');
}

/** For a URL the modules that a WebSocket needs are taken to be there when the text has no LoadModule lines. */
function moduleHolds(value: string, { modules, request }: TextFacts): boolean | null {
  const isNegated = value.startsWith('!');
  const name = value.replace(/^!/, '').replace(/^(?:mod_)?(\w+?)(?:\.c|_module)?$/, '$1_module');
  if (modules.has(name)) return !isNegated;
  const isAssumed = request !== null && modules.size === 0 && assumedModules.test(name);
  return isAssumed ? !isNegated : null;
}

function versionHolds(value: string): boolean | null {
  const match = /^(>=|<=|>|<|=|==)?\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(value);
  if (!match) return null;
  const [, operator = '=', ...numbers] = match;
  const wanted = numbers.filter((part) => part !== undefined).map(Number);
  // A version below 2.4 is long out of use; the patch level of the reader is not known.
  if (wanted.length > 2 && wanted[0] === 2 && wanted[1] === 4) return null;
  const order =
    wanted.map((part, index) => measuredVersion[index] - part).find((difference) => difference !== 0) ?? 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return operator === '<' ? order < 0 : order === 0;
}
