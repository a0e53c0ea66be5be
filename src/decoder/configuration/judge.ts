// From a text to the routes of the report: parse, make the model, apply the table of rules, turn intents into
// edits.

import { editsOf } from './edits.ts';
import type { EditIntent, Quirk, Route, RouteModel, Span, UnresolvedFact } from './model.ts';
import { type Locate, locator } from './parse/text.ts';
import type { PastedConfiguration } from './paste/paste.ts';
import { templateValue } from './paste/templates.ts';
import type { Program, ProgramNames, ReadConfiguration, UrlRequest, WantedEdits } from './program.ts';
import { purposeOf } from './purpose.ts';
import {
  type CheckedConfiguration,
  type ConfigurationFinding,
  type ConfigurationRoute,
  verdictOf,
} from './report.ts';
import type { Judgement } from './rule.ts';
import { rules } from './rules/registry.ts';
import { packagedModule } from './url-doubts.ts';

/** Checks a text of one program. */
export function checkWith(program: Program, pasted: PastedConfiguration): CheckedConfiguration {
  const { text } = pasted;
  const locate = locator(text);
  const read = readPasted(program, pasted);
  const judged = judgeModel(read.model, program.names, locate);
  const obstacle = loadingFinding(read.model.unresolved, locate);
  const routes = obstacle ? judged.routes.map((route) => withFinding(route, obstacle)) : judged.routes;
  const { wanted } = judged;
  const unresolved = read.model.unresolved.map(({ span, isNeededToLoad: _, cases: __, ...rest }) => ({
    ...rest,
    place: placeOf(span, locate),
  }));
  return { routes, unresolved, edits: editsOf(text, read, wanted) };
}

/** Reads a paste with what its template leaves open; a condition of a template can be why the text does not load. */
export function readPasted(
  program: Program,
  { text, facts, hasConditions }: PastedConfiguration,
  request?: UrlRequest,
): ReadConfiguration {
  const read = program.read(text, request);
  const unresolved = read.model.unresolved.flatMap((one) => {
    // A word that a template makes is no fault of the word that stands for it.
    if (templateValue.test(one.name) || templateValue.test(text.slice(one.span.start, one.span.end)))
      return [];
    return hasConditions && one.kind === 'syntax' ? [{ ...one, kind: 'directive' as const }] : [one];
  });
  const open = facts.map((fact) => withCases(program, text, fact));
  return { ...read, model: { ...read.model, unresolved: [...unresolved, ...open] } };
}

/** A variable that may be one of a template, or one that the program itself must know. */
function withCases({ variableLines, names }: Program, text: string, fact: UnresolvedFact): UnresolvedFact {
  const line = text.slice(text.lastIndexOf('\n', fact.span.start) + 1, fact.span.end);
  if (!variableLines?.test(line) || !/^\$\{\w+\}$/.test(fact.name)) return fact;
  return {
    ...fact,
    text: `${fact.name} is not defined in this text. If nothing defines it, ${names.name} takes the name itself for the address.`,
    isNeededToLoad: true,
    cases: {
      passes: `a template, the environment or another file gives ${fact.name} its value`,
      fails: `nothing defines ${fact.name}`,
    },
  };
}

/** Why the program does not load the text, or may not; null when nothing of the kind is known. */
function loadingFinding(unresolved: readonly UnresolvedFact[], locate: Locate): ConfigurationFinding | null {
  const refusal = unresolved.find(({ kind }) => kind === 'syntax');
  const doubt = unresolved.find(({ kind, name }) => kind === 'directive' && name !== packagedModule);
  const fact = refusal ?? doubt;
  if (!fact) return null;
  const { text, span } = fact;
  const severity = refusal ? 'error' : 'unknown';
  return { id: 'not-loaded', severity, text, place: placeOf(span, locate), cause: null, fix: null };
}

function withFinding(route: ConfigurationRoute, finding: ConfigurationFinding): ConfigurationRoute {
  const isSaid = route.findings.some(({ severity }) => severity === finding.severity);
  const findings = isSaid ? route.findings : [...route.findings, finding];
  return { ...route, findings, verdict: verdictOf(findings) };
}

/** Routes of the report, and the edits that their findings ask for. */
interface JudgedModel {
  readonly routes: ConfigurationRoute[];
  readonly wanted: WantedEdits[];
}

/** Judges every route that is an end for a WebSocket. A route that cannot be judged is not edited. */
function judgeModel(model: RouteModel, names: ProgramNames, locate: Locate): JudgedModel {
  const routes: ConfigurationRoute[] = [];
  const wanted: WantedEdits[] = [];
  for (const site of model.sites) {
    const judged = site.routes
      .filter((route) => route.ending.kind !== 'files' && !route.isInternal)
      .map((route) => ({ route, ...judgeRoute(route, names, locate) }));
    routes.push(...judged.map(({ report }) => report));
    // Beside a route that is there for WebSockets, one without an upgrade stays as it is.
    const isAnyMeant = judged.some(({ report }) => report.purpose === 'websocket');
    for (const { route, report, intents } of judged) {
      const isMeant = !isAnyMeant || report.purpose === 'websocket';
      if (isMeant && report.verdict !== 'cannot judge' && intents.length > 0) wanted.push({ route, intents });
    }
  }
  // In the order of the text: readers go through it from top to bottom.
  routes.sort((a, b) => a.place.start - b.place.start);
  return { routes, wanted };
}

interface JudgedRoute {
  readonly report: ConfigurationRoute;
  /** What would mend its findings. */
  readonly intents: readonly EditIntent[];
}

/** Applies the table of rules to one route. */
export function judgeRoute(route: Route, names: ProgramNames, locate: Locate): JudgedRoute {
  const judgements = rules.flatMap((rule) => rule.judge(route, names));
  const findings = [
    ...judgements.map((judgement) => findingOf(judgement, names, locate)),
    ...route.quirks.map((quirk) => quirkFinding(quirk, locate)),
  ];
  const { label: where, span } = route;
  const place = placeOf(span, locate);
  return {
    report: {
      where,
      target: targetOf(route),
      at: shortPlace(route),
      purpose: purposeOf(route),
      place,
      findings,
      verdict: verdictOf(findings),
    },
    intents: [...judgements.filter((one) => isEdited(one, findings)), ...route.quirks].flatMap(
      ({ edits }) => edits,
    ),
  };
}

function shortPlace({ label, path }: Route): string {
  return path.kind !== 'expression' && path.text.startsWith('/')
    ? path.text
    : (label.split(' › ').at(-1) ?? label);
}

/** A default that nobody wrote is not edited where nothing fails. */
function isEdited({ fact }: Judgement, findings: readonly ConfigurationFinding[]): boolean {
  const isDefault = 'text' in fact && fact.text === null;
  return !isDefault || verdictOf(findings) === 'fails';
}

function findingOf(judgement: Judgement, names: ProgramNames, locate: Locate): ConfigurationFinding {
  const { rule, severity, text, fact, cause, cases } = judgement;
  return {
    id: names.ids[rule] ?? rule,
    severity,
    text,
    place: placeOf(fact.span, locate),
    cause,
    fix: fact.fix ?? names.fixes[rule] ?? null,
    ...(severity === 'unknown' && cases ? { cases } : {}),
  };
}

function quirkFinding(quirk: Quirk, locate: Locate): ConfigurationFinding {
  const { id, severity, text, span, cause, fix, cases } = quirk;
  const place = placeOf(span, locate);
  return { id, severity, text, place, cause, fix: fix ?? null, ...(cases ? { cases } : {}) };
}

function placeOf(span: Span, locate: Locate) {
  return locate(span.start, span.end);
}

function targetOf({ ending }: Route): string {
  switch (ending.kind) {
    case 'redirect':
      return `redirect to ${ending.to}`;
    case 'answer':
      return `answers ${ending.words}`;
    case 'files':
      return 'files';
    default:
      return ending.target;
  }
}
