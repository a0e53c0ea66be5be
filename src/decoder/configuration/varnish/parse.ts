// VCL's syntax: declarations, and subroutines of statements.

import { ExpressionReader, Refusal } from './expressions.ts';
import { tokensOf } from './tokens.ts';
import type { AclDeclaration, Choice, Declaration, Expression, Field, Statement, VclFile } from './tree.ts';

class Parser {
  readonly #read: ExpressionReader;
  version: string | null = null;

  constructor(text: string) {
    this.#read = new ExpressionReader(tokensOf(text));
  }

  /** Adds what was read to `declarations`, up to a fault. */
  file(declarations: Declaration[]): void {
    const read = this.#read;
    if (read.is('name', 'vcl')) {
      read.take('name', 'vcl');
      this.version = read.take('number', 'a version, as in vcl 4.1').text;
      read.sign(';');
    }
    while (!read.is('end')) declarations.push(this.#declaration());
  }

  #declaration(): Declaration {
    const read = this.#read;
    const { start } = read.now;
    const word = read.take('name', 'backend, acl, sub, import, include or probe').text;
    switch (word) {
      case 'import':
      case 'include':
        return this.#reference(word, start);
      case 'backend':
      case 'probe':
        return this.#backend(word, start);
      case 'acl':
        return this.#acl(start);
      case 'sub': {
        const { text: name } = read.take('name', 'a name after sub');
        const body = this.#block();
        const { end } = read.last;
        return { kind: 'sub', name, body, close: end - 1, start, end };
      }
      default: {
        const text = `Expected backend, acl, sub, import, include or probe, found ${word}: Varnish does not load this text.`;
        throw new Refusal(text, read.last);
      }
    }
  }

  #reference(kind: 'import' | 'include', start: number): Declaration {
    const read = this.#read;
    if (kind === 'include' && read.skips('+')) read.take('name', 'glob');
    const { text: name } = read.take(
      kind === 'import' ? 'name' : 'text',
      kind === 'import' ? 'a module' : 'a file',
    );
    if (kind === 'import' && read.is('name', 'as')) {
      read.take('name', 'as');
      read.take('name', 'a name');
    }
    if (kind === 'import' && read.is('name', 'from')) {
      read.take('name', 'from');
      read.take('text', 'a file');
    }
    const { end } = read.sign(';');
    return { kind, name, start, end };
  }

  #backend(kind: 'backend' | 'probe', start: number): Declaration {
    const read = this.#read;
    const { text: name } = read.take('name', `a name after ${kind}`);
    if (kind === 'backend' && read.is('name', 'none')) {
      read.take('name', 'none');
      const { end } = read.sign(';');
      return { kind, name, fields: null, start, end };
    }
    const fields = this.#fields();
    return { kind, name, fields, start, end: read.last.end };
  }

  #fields(): Field[] {
    const read = this.#read;
    const fields: Field[] = [];
    read.sign('{');
    while (!read.skips('}')) {
      const { start } = read.sign('.');
      const { text: name } = read.take('name', 'a field after the point');
      read.sign('=');
      if (read.is('sign', '{')) {
        const value = read.nested(() => this.#fields());
        fields.push({ name, value, start, end: read.last.end });
        continue;
      }
      const value = this.#strings() ?? read.expression();
      const { end } = read.sign(';');
      fields.push({ name, value, start, end });
    }
    return fields;
  }

  /** The lines of a probe's request. */
  #strings(): Expression | null {
    const read = this.#read;
    if (!read.is('text')) return null;
    const { start } = read.now;
    const lines: string[] = [];
    while (read.is('text')) lines.push(read.take('text', 'a string').text);
    return { kind: 'text', text: lines.join('\r\n'), start, end: read.last.end };
  }

  #acl(start: number): Declaration {
    const read = this.#read;
    const { text: name } = read.take('name', 'a name after acl');
    while (read.is('sign', '+') || read.is('sign', '-')) {
      read.take('sign', '+');
      read.take('name', 'an option of the acl');
    }
    const entries: AclDeclaration['entries'][number][] = [];
    read.sign('{');
    while (!read.skips('}')) {
      const isNot = read.skips('!');
      const isOpen = read.skips('(');
      let network = read.take('text', 'an address in double quotes').text;
      if (read.skips('/')) network += `/${read.take('number', 'the bits of the network').text}`;
      if (isOpen) read.sign(')');
      read.sign(';');
      entries.push({ isNot, network, isOpen });
    }
    return { kind: 'acl', name, entries, start, end: read.last.end };
  }

  #block(): Statement[] {
    const read = this.#read;
    return read.nested(() => {
      const body: Statement[] = [];
      read.sign('{');
      while (!read.skips('}')) body.push(this.#statement());
      return body;
    });
  }

  #statement(): Statement {
    const read = this.#read;
    const { start } = read.now;
    if (read.is('sign', '{')) {
      const body = this.#block();
      return { kind: 'block', body, start, end: read.last.end };
    }
    const word = read.now.text;
    if (word === 'if' && read.is('name')) return this.#choice(start);
    const statement = this.#simple(start);
    const { end } = read.sign(';');
    return { ...statement, end };
  }

  #simple(start: number): Statement {
    const read = this.#read;
    const word = read.now;
    const end = word.end;
    if (word.kind === 'name' && /^(?:set|unset|call|return|new)$/.test(word.text)) read.take('name', '');
    switch (word.text) {
      case 'set': {
        const { text: target } = read.take('name', 'a variable after set');
        const { text: operator } = read.take('sign', '= after the variable');
        if (!/^[-+*/]?=$/.test(operator)) {
          const text = `Expected = after ${target}, found ${operator}: Varnish does not load this text.`;
          throw new Refusal(text, read.last);
        }
        return { kind: 'set', target, operator, value: read.expression(), start, end };
      }
      case 'unset':
        return { kind: 'unset', target: read.take('name', 'a variable after unset').text, start, end };
      case 'call':
        return { kind: 'call', name: read.take('name', 'a subroutine after call').text, start, end };
      case 'new': {
        const { text: name } = read.take('name', 'a name after new');
        read.sign('=');
        return { kind: 'new', name, value: read.expression(), start, end };
      }
      case 'return':
        return this.#return(start, end);
      default: {
        if (word.kind !== 'name') read.refuse('a statement');
        const value = read.expression();
        if (value.kind === 'call') return { kind: 'do', value, start, end };
        const old = removedWords[word.text];
        const text = old
          ? `${word.text} is a word of Varnish 3; Varnish 4 and later expect ${old} and do not load this text.`
          : `Expected a statement, found ${word.text}: Varnish does not load this text.`;
        throw new Refusal(text, word);
      }
    }
  }

  #return(start: number, end: number): Statement {
    const read = this.#read;
    if (read.is('sign', ';')) return { kind: 'return', action: null, values: [], start, end };
    read.sign('(');
    const { text: action } = read.take('name', 'an action in return ( )');
    const hasValues = read.is('sign', '(');
    const values = hasValues ? read.values() : [];
    if (hasValues && values.length === 0) {
      const text = `Expected a value in the brackets of ${action}, found none: Varnish does not load this text.`;
      throw new Refusal(text, read.last);
    }
    read.sign(')');
    return { kind: 'return', action, values, start, end };
  }

  #choice(start: number): Choice {
    const read = this.#read;
    const branches: Choice['branches'][number][] = [];
    let from = start;
    read.take('name', 'if');
    for (;;) {
      read.sign('(');
      const condition = read.expression();
      read.sign(')');
      const head = { start: from, end: read.last.end };
      branches.push({ condition, body: this.#block(), head });
      from = read.now.start;
      if (read.is('name') && /^els(?:e?if)$|^elif$/.test(read.now.text)) {
        read.take('name', 'elsif');
        continue;
      }
      if (!read.is('name', 'else')) break;
      const { end } = read.take('name', 'else');
      if (read.is('name', 'if')) {
        read.take('name', 'if');
        continue;
      }
      branches.push({ condition: null, body: this.#block(), head: { start: from, end } });
      break;
    }
    return { kind: 'choice', branches, start, end: read.last.end };
  }
}

/** Words of Varnish 3, and what stands for them. */
const removedWords: Readonly<Record<string, string | undefined>> = {
  remove: 'unset',
  error: 'return (synth(…))',
  purge: 'return (purge)',
  esi: 'set beresp.do_esi = true',
};

/** Parses a text. Never throws: what stands before a fault is kept. */
export function parseVcl(text: string): VclFile {
  const declarations: Declaration[] = [];
  const parser = new Parser(text);
  try {
    parser.file(declarations);
    return { version: parser.version, declarations, fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { version: parser.version, declarations, fault: error.fault };
  }
}
