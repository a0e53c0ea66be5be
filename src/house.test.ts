// The rules of src/README.md, executed. A failure names the file and the rule, and what to do instead.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = dirname(fileURLToPath(import.meta.url));
const project = dirname(src);

/** Longest file, in lines. */
const longest = 500;

/** Recorded faults are tables of cases that have nothing to do with each other: longer ones need no more reading. */
const caseTable = { name: /^e2e\/lab\/cases-[a-z-]+\.ts$/, lines: 800 };

/** What each floor may import, its own folder aside. A folder is the longest entry that a path starts with. */
const floors: Readonly<Record<string, readonly string[]>> = {
  'decoder/bytes': [],
  'decoder/model': ['decoder/bytes'],
  'decoder/network': ['decoder/bytes', 'decoder/model'],
  'decoder/websocket': ['decoder/bytes', 'decoder/model'],
  'decoder/tls': ['decoder/bytes', 'decoder/model'],
  'decoder/http2': ['decoder/bytes', 'decoder/model'],
  'decoder/segments': ['decoder/bytes', 'decoder/model'],
  // the fast path continues what network and websocket decode
  'decoder/fast-path': ['decoder/bytes', 'decoder/model', 'decoder/network', 'decoder/websocket'],
  'decoder/importers': [...belowThree(), 'decoder/fast-path'],
  'decoder/diagnosis': belowThree(),
  'decoder/implementations': belowThree(),
  'decoder/permalink': belowThree(),
  'decoder/redaction': belowThree(),
  'decoder/configuration': belowThree(),
  'decoder/guides': belowThree(),
  'decoder/handshake-check': belowThree(),
  'decoder/frame-filter': belowThree(),
  'decoder/payloads': belowThree(),
  'decoder/handover': belowThree(),
  'decoder/error-texts': [...belowThree(), 'decoder/implementations'],
  'decoder/recognise': [
    ...belowThree(),
    'decoder/error-texts',
    'decoder/importers',
    'decoder/configuration',
    'decoder/handshake-check',
    'decoder/implementations',
    'decoder/diagnosis',
  ],
  'worker/payload-protocol.ts': ['decoder'],
  'worker/protocol.ts': [
    'decoder',
    'worker/payload-protocol.ts',
    'worker/check-protocol.ts',
    'worker/timeline-protocol.ts',
    'worker/comparison-protocol.ts',
    'worker/list-protocol.ts',
  ],
  'worker/client.ts': ['worker/protocol.ts'],
  worker: ['decoder', 'worker'],
  app: [
    'worker/client.ts',
    'worker/protocol.ts',
    'decoder/permalink',
    'decoder/segments',
    'decoder/model',
    'decoder/bytes',
  ],
  // the words of the filter, guides, configurations and handshakes are tools without a capture: the page asks
  // them itself
  ui: [
    'app',
    'worker/protocol.ts',
    'decoder/model',
    'decoder/bytes',
    'decoder/frame-filter',
    // the words of the outputs; the worker writes them
    'decoder/handover/outputs.ts',
    'decoder/guides',
    'decoder/configuration',
    'decoder/handshake-check',
    'decoder/recognise',
    'decoder/error-texts',
  ],
  library: ['worker', 'decoder'],
  cli: ['library', 'worker', 'decoder'],
  // the build makes the static pages of what the app shows
  pages: ['ui', 'decoder', 'cli/serve/security-policy.json'],
  'service-worker.ts': [],
  'main.tsx': ['app', 'ui', 'worker/client.ts', 'worker/worker.ts', 'worker/check-worker.ts', 'styles.css'],
};

function belowThree(): readonly string[] {
  return [
    'decoder/bytes',
    'decoder/model',
    'decoder/network',
    'decoder/http2',
    'decoder/websocket',
    'decoder/segments',
  ];
}

/** Packages and where they may be used. Tests may use any. */
const packages: Readonly<Record<string, readonly string[]>> = {
  react: ['ui', 'pages', 'main.tsx'],
  'react-dom': ['ui', 'pages', 'main.tsx'],
  zustand: ['app', 'ui'],
  'idb-keyval': ['app'],
  yaml: ['decoder/configuration'],
  '@babel/parser': ['decoder/configuration'],
  '@babel/types': ['decoder/configuration'],
  '@modelcontextprotocol/sdk': ['cli'],
  zod: ['cli'],
  '@noble/hashes': ['decoder', 'library'],
  '@noble/ciphers': ['decoder/tls'],
  'crypto-es': ['decoder/tls'],
  'micro-rsa-dsa-dh': ['decoder/tls'],
  re2js: ['worker'],
  protobufjs: ['worker'],
  marked: ['pages'],
  '@resvg/resvg-js': ['pages'],
  vite: ['pages'],
  'node:': ['cli', 'pages'],
  'virtual:': ['ui', 'app', 'worker'],
};

/** Families: one file or one folder a member, and each has a line in a registry beside it or above. */
const families = ['formats', 'rules', 'causes'];

/** One page a cause. */
const causePages = join(project, 'docs/causes');

interface SourceFile {
  /** Relative to the project, with slashes. */
  readonly path: string;
  /** Relative to `src`; empty elsewhere. */
  readonly inner: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // AssemblyScript: another language, with types of its own.
    if (entry.isDirectory() && entry.name === 'assembly') return [];
    if (entry.isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Specifiers of static imports, re-exports and dynamic imports. Comments are taken out first. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern =
    /(?:^|[;\s}])(?:import|export)\b[^'";()=]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+\.tsx?)['"]/g;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4]);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const fromSrc = relative(src, path).split(sep).join('/');
  return {
    path: relative(project, path).split(sep).join('/'),
    inner: fromSrc.startsWith('..') ? '' : fromSrc,
    text,
    imports: importsOf(text),
  };
}

const sources = filesBelow(src).map(readSource);
const others = ['e2e', 'bench'].flatMap((name) => {
  try {
    return filesBelow(join(project, name)).map(readSource);
  } catch {
    return [];
  }
});
/** Examples of causes are data of their tests. */
const isExample = (file: SourceFile): boolean =>
  /^src\/decoder\/diagnosis\/causes\/[^/]+\/examples\.ts$/.test(file.path);
const isTest = (file: SourceFile): boolean => /\.test\.tsx?$/.test(file.path) || isExample(file);
const isTestAid = (file: SourceFile): boolean => file.inner.startsWith('testing/');
/** What the page and the terminal are made of. No floor may import `testing`. */
const shipped = sources.filter((file) => !isTest(file) && !isTestAid(file) && !file.path.endsWith('.d.ts'));

function floorOf(inner: string): string | null {
  const fits = Object.keys(floors).filter((floor) => inner === floor || inner.startsWith(`${floor}/`));
  return fits.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** The file that a relative specifier names, relative to `src`; queries such as `?worker` are cut off. */
function target(file: SourceFile, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file.inner), specifier.replace(/\?.*$/, '')));
}

function edges(file: SourceFile): { specifier: string; to: string }[] {
  return (
    file.imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({ specifier, to: target(file, specifier) }))
      // The lists of recorded captures are data, which the page has as well.
      .filter(({ to }) => !/^\.\.\/public\/samples\/[\w-]+\.json$/.test(to))
  );
}

describe('floors', () => {
  it('every file stands on one', () => {
    expect(shipped.filter((file) => floorOf(file.inner) === null).map((file) => file.path)).toEqual([]);
  });

  it('imports go down only', () => {
    const wrong: string[] = [];
    for (const file of shipped) {
      const floor = floorOf(file.inner);
      if (floor === null) continue;
      for (const { to } of edges(file)) {
        const allowed = [floor, ...floors[floor]];
        const fine = allowed.some((one) => to === one || to.startsWith(`${one}/`));
        if (!fine)
          wrong.push(
            `${file.path} imports ${to}: ${floor} may import ${floors[floor].join(', ') || 'nothing'}`,
          );
      }
    }
    expect(wrong).toEqual([]);
  });

  it('packages stay on their floors', () => {
    const wrong: string[] = [];
    for (const file of shipped) {
      for (const specifier of file.imports.filter((one) => !one.startsWith('.') && !one.startsWith('/'))) {
        const name = Object.keys(packages).find(
          (one) => specifier === one || specifier.startsWith(one.endsWith(':') ? one : `${one}/`),
        );
        const floor = floorOf(file.inner) ?? '';
        const fine =
          name !== undefined && packages[name].some((one) => floor === one || floor.startsWith(`${one}/`));
        if (!fine) wrong.push(`${file.path} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the decoder is compiled without DOM and Node', () => {
    const config = JSON.parse(readFileSync(join(src, 'decoder/tsconfig.json'), 'utf8'));
    expect(config.compilerOptions).toMatchObject({ lib: ['es2023'], types: [] });
    const ways = /@ts-(?:ignore|nocheck|expect-error)|<reference\b|declare global/;
    const round = shipped.filter((file) => file.inner.startsWith('decoder/') && ways.test(file.text));
    expect(round.map((file) => file.path)).toEqual([]);
  });
});

describe('families', () => {
  const isRegistry = (file: SourceFile): boolean => basename(file.inner) === 'registry.ts';
  /** The file or folder of the member that a file belongs to, or `null`. */
  const memberOf = (inner: string): string | null => {
    const parts = inner.split('/');
    const family = parts.findLastIndex((part) => families.includes(part));
    const isInside = family >= 0 && family + 1 < parts.length && parts.at(-1) !== 'registry.ts';
    return isInside ? parts.slice(0, family + 2).join('/') : null;
  };
  const inFamilies = shipped.filter((file) => memberOf(file.inner) !== null);
  const causes = inFamilies.filter(({ inner }) =>
    /^decoder\/diagnosis\/causes\/[^/]+\/cause\.ts$/.test(inner),
  );
  const members = [
    ...inFamilies.filter((file) => families.includes(basename(dirname(file.inner)))),
    ...causes,
  ];

  it('each member is registered', () => {
    const wrong = members.filter((member) => {
      const folder = posix.dirname(memberOf(member.inner) ?? member.inner);
      const registries = shipped.filter((file) => {
        const place = posix.dirname(file.inner);
        return place === posix.dirname(folder) || (place === folder && isRegistry(file));
      });
      return !registries.some((file) => edges(file).some(({ to }) => to === member.inner));
    });
    expect(wrong.map((file) => `${file.path} has no line in a registry`)).toEqual([]);
  });

  it('no member imports another: what they share moves down', () => {
    const wrong = inFamilies.flatMap((file) => {
      const own = memberOf(file.inner);
      return edges(file)
        .filter(({ to }) => {
          const other = memberOf(to);
          return other !== null && other !== own && posix.dirname(other) === posix.dirname(own ?? '');
        })
        .map(({ to }) => `${file.path} imports ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('each cause has its page', () => {
    const pages = new Set(existsSync(causePages) ? readdirSync(causePages) : []);
    const ids = causes.map((file) => basename(dirname(file.inner)));
    expect(ids.filter((id) => !pages.has(`${id}.md`)).map((id) => `docs/causes/${id}.md is missing`)).toEqual(
      [],
    );
  });
});

describe('manners', () => {
  const all = [...sources, ...others];
  const code = (file: SourceFile): string =>
    file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

  it(`no file is longer than ${longest} lines`, () => {
    const wrong = all
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (caseTable.name.test(path) ? caseTable.lines : longest));
    expect(wrong.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([]);
  });

  it('no any, no default export', () => {
    const any = /(?::|\bas|<|\||,)\s*any\b(?=\s*[;,)>|=[{\]]|\[\])/;
    // strings and regular expressions may hold the word
    const literals =
      /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:]\s?|^\s*)\/(?![*/])(?:\\.|[^\\/\n])+\/[a-z]*/gm;
    const wrong = sources.flatMap((file) => {
      const text = code(file).replace(literals, "''");
      const broken: string[] = [];
      if (any.test(text)) broken.push(`${file.path} uses any`);
      if (/^export default\b/m.test(text)) {
        broken.push(`${file.path} has a default export`);
      }
      return broken;
    });
    expect(wrong).toEqual([]);
  });

  it('names are kebab-case, and PascalCase where the file is a component', () => {
    const wrong = all.filter((file) => {
      const name = basename(file.path).replace(/\.(?:test|spec|config|d)(?=\.tsx?$)/, '');
      return !(/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.tsx?$/.test(name) || /^[A-Z][A-Za-z0-9]*\.tsx$/.test(name));
    });
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('relative imports name the file with its ending', () => {
    const wrong = all.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.') && !/\.[a-z0-9]+(?:\?.*)?$/.test(specifier))
        .map((specifier) => `${file.path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('the page never builds markup from text', () => {
    const ways =
      /\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|eval)\b|new Function\b/;
    const wrong = shipped.filter((file) => !file.inner.startsWith('cli/') && ways.test(code(file)));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('specs wait on state, never on time', () => {
    const wrong = others.filter(
      (file) => file.path.endsWith('.spec.ts') && /waitForTimeout|setTimeout\(/.test(file.text),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<
      string,
      { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }
    >;
  };

  it('lists the packages of every platform: npm ci refuses a lock that lacks some', () => {
    const missing = Object.entries(lock.packages).flatMap(([at, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) =>
          !(`${at}/node_modules/${name}` in lock.packages) && !(`node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry: everybody installs from the one that is set up', () => {
    expect(Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
  });
});

describe('the map of README.md', () => {
  const map = readFileSync(join(src, 'README.md'), 'utf8');
  /** Rows of the table below a heading, as cells. */
  const rows = (heading: string): string[][] => {
    const section = map.split(/^## /m).find((one) => one.startsWith(heading)) ?? '';
    return section
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
      .slice(1)
      .map((line) => line.split('|').slice(1, -1));
  };
  const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1]);
  /** A path with placeholders (`x`, `<id>`) as an expression over paths. */
  const pattern = (path: string): RegExp =>
    new RegExp(`^${path.replace(/[.+]/g, '\\$&').replace(/<[a-z]+>|\*|\bx\b/g, '[^/]+')}(?:$|/)`);
  const paths = filesBelow(src).map((path) => relative(src, path).split(sep).join('/'));
  const folders = rows('Folders').flatMap(([cell]) => quoted(cell));

  it('names only folders that exist', () => {
    expect(folders.length).toBeGreaterThan(20);
    expect(
      folders.filter((folder) => !paths.some((path) => pattern(folder).test(path) && path !== folder)),
    ).toEqual([]);
  });

  it('names every folder of two files or more', () => {
    const count = new Map<string, number>();
    for (const path of paths.filter((one) => !/\.test\.tsx?$/.test(one))) {
      const folder = posix.dirname(path);
      count.set(folder, (count.get(folder) ?? 0) + 1);
    }
    const named = (folder: string): boolean =>
      folders.some((one) => new RegExp(`${pattern(one).source.replace('(?:$|/)', '$')}`).test(folder));
    const missing = [...count].filter(([folder, files]) => folder !== '.' && files >= 2 && !named(folder));
    expect(missing.map(([folder]) => folder)).toEqual([]);
  });

  it('names files that exist in each row of "How do I add a ..."', () => {
    const recipes = rows('How do I add a ...');
    expect(recipes.length).toBeGreaterThan(5);
    const all = [...paths, ...sources.map(({ path }) => path), ...others.map(({ path }) => path)];
    const outside = (path: string): boolean =>
      path.includes('x') || path.includes('<')
        ? false
        : [project, src].some((root) => existsSync(join(root, path)));
    const wrong = recipes.flatMap(([what, ...cells]) =>
      cells
        .flatMap(quoted)
        .filter((path) => path.includes('/') && !path.startsWith('npm '))
        .filter(
          (path) => !outside(path) && !all.some((one) => pattern(path).test(one)) && !existsInProject(path),
        )
        .map((path) => `${what.trim()}: ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  /** A path outside `src` with a placeholder: its folder must exist. */
  function existsInProject(path: string): boolean {
    const folder = path
      .split('/')
      .filter((part) => !/<|^x\b|\*/.test(part))
      .slice(0, -1)
      .join('/');
    return folder !== '' && !folder.startsWith('decoder') && existsSync(join(project, folder));
  }
});

describe('import cycles', () => {
  it('there is none, type imports included', () => {
    const graph = new Map(sources.map((file) => [file.inner, edges(file).map(({ to }) => to)]));
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done' || !graph.has(path)) return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      state.set(path, 'open');
      for (const to of graph.get(path) ?? []) visit(to, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });
});
