// What nghttpx refuses. Seen on 1.52.

import type { EditIntent, Span } from '../model.ts';
import { type LoadFault, syntaxFault } from '../parse/load-fault.ts';
import { nearestName } from '../parse/near-names.ts';
import { schemePortDoubt } from '../ports.ts';
import { addressOf, type BackendLine, type Parameter, parameterOf, partsOf } from './backends.ts';
import {
  backendParameters,
  durationSeconds,
  frontendParameters,
  optionNames,
  typeOfOption,
} from './options.ts';
import type { NghttpxFile, NghttpxOption } from './parse.ts';

function refusal(name: string, text: string, at: Span, edits?: readonly EditIntent[]): LoadFault {
  return syntaxFault(name, `${text}: nghttpx does not start with this text.`, at, edits);
}

/** Everything that nghttpx refuses, or may. */
export function loadFaults(file: NghttpxFile, backends: readonly BackendLine[]): LoadFault[] {
  return [
    ...file.faults.map((fault) => refusal(fault.text, fault.text, fault)),
    ...file.options.flatMap(optionFaults),
    ...backends.flatMap(backendFaults),
    ...groupFaults(backends),
    ...file.options.filter(({ name }) => name === 'frontend').flatMap(frontendFaults),
    ...wholeFaults(file, backends),
  ];
}

function optionFaults(option: NghttpxOption): LoadFault[] {
  const { name, value, blanks } = option;
  const faults: LoadFault[] = [];
  if (blanks) {
    const { where, line, text } = blanks;
    faults.push(refusal(name, `Blanks stand ${where}`, option, [{ kind: 'replace', span: line, text }]));
  }
  const type = typeOfOption(name);
  if (type === null) return [...faults, unknownOption(option)];
  if (type === 'refused') return [...faults, refusal(name, `${name} is an option of old versions`, option)];
  if (type === 'number' && !/^\d+$/.test(value)) {
    faults.push(refusal(name, `Expected a number for ${name}, found ${value}`, option));
  }
  if (type === 'size' && !/^\d+[kmg]?$/i.test(value)) {
    faults.push(refusal(name, `Expected a size for ${name}, found ${value}`, option));
  }
  if (type === 'duration' && durationSeconds(value) === null) {
    faults.push(refusal(name, `Expected a time such as 90, 5m or 1h for ${name}, found ${value}`, option));
  }
  if (/^add-re(?:quest|sponse)-header$/.test(name) && !/^[^:\s]+:/.test(value)) {
    faults.push(refusal(name, `Expected NAME: VALUE for ${name}, found ${value}`, option));
  }
  return faults;
}

function unknownOption({ name, start, end, at }: NghttpxOption): LoadFault {
  const near = nearestName(name, optionNames);
  if (near !== null) {
    const span = { start: at.start - name.length - 1, end: at.start - 1 };
    const text = `${name} is no option of nghttpx, ${near} is`;
    return refusal(name, text, { start, end }, [{ kind: 'replace', span, text: near }]);
  }
  const text = `${name} is no option of nghttpx 1.52: an nghttpx that does not know it does not start.`;
  return { fact: { kind: 'directive', name, text, span: { start, end } }, edits: [] };
}

/** `127.0.0.1:3000` needs a comma. */
function addressFaults(option: NghttpxOption): LoadFault[] {
  const [part] = partsOf(option);
  if (addressOf(part.text) !== null) return [];
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(part.text) ?? [];
  const edits: EditIntent[] =
    host === undefined ? [] : [{ kind: 'replace', span: part, text: `${host},${port}` }];
  return [refusal(option.name, `Expected HOST,PORT for ${option.name}, found ${part.text}`, option, edits)];
}

function backendFaults({ option, parameters }: BackendLine): LoadFault[] {
  return [...addressFaults(option), ...parameters.flatMap(parameterFaults), ...cookieFaults(parameters)];
}

function parameterFaults(parameter: Parameter): LoadFault[] {
  const { name, value, label } = parameter;
  const needsValue = Object.hasOwn(backendParameters, name) ? backendParameters[name] : undefined;
  if (needsValue === undefined || needsValue !== (value !== null)) {
    return [refusal(name, `${label} is no parameter of a backend`, parameter)];
  }
  if (value === null) return [];
  const isWrong =
    (name === 'proto' && value !== 'h2' && value !== 'http/1.1') ||
    (/^(?:read|write)-timeout$/.test(name) && durationSeconds(value) === null) ||
    (/^(?:fall|rise)$/.test(name) && !/^\d+$/.test(value)) ||
    (/^(?:weight|group-weight)$/.test(name) && !(Number(value) >= 1 && Number(value) <= 256)) ||
    (name === 'affinity' && !/^(?:none|ip|cookie)$/.test(value));
  return isWrong ? [refusal(name, `${value} is no value of ${name}`, parameter)] : [];
}

function cookieFaults(parameters: readonly Parameter[]): LoadFault[] {
  const cookie = parameters.find(({ name, value }) => name === 'affinity' && value === 'cookie');
  if (!cookie || parameters.some(({ name }) => name === 'affinity-cookie-name')) return [];
  return [refusal(cookie.name, 'affinity=cookie needs affinity-cookie-name', cookie)];
}

/** Backends of one pattern have one timeout. */
function groupFaults(backends: readonly BackendLine[]): LoadFault[] {
  const first = new Map<string, string>();
  return backends.flatMap(({ patterns, parameters }) =>
    parameters
      .filter(({ name }) => name === 'read-timeout' || name === 'write-timeout')
      .flatMap((parameter) =>
        patterns.flatMap(({ host, path }) => {
          const key = `${parameter.name} ${host}${path}`;
          const before = first.get(key);
          first.set(key, parameter.label);
          const isOther = before !== undefined && before !== parameter.label;
          return isOther
            ? [
                refusal(
                  parameter.name,
                  `Backends of one pattern have ${before} and ${parameter.label}`,
                  parameter,
                ),
              ]
            : [];
        }),
      ),
  );
}

function frontendFaults(option: NghttpxOption): LoadFault[] {
  const parameters = partsOf(option)
    .slice(1)
    .filter(({ text }) => text !== '')
    .map(parameterOf);
  const has = (name: string): Parameter | undefined => parameters.find((one) => one.name === name);
  const [api, monitor] = [has('api'), has('healthmon')];
  return [
    ...addressFaults(option),
    ...parameters
      .filter(({ name, value }) => value !== null || !frontendParameters.has(name))
      .map((one) => refusal(one.name, `${one.label} is no parameter of a frontend`, one)),
    ...(api && monitor ? [refusal(api.name, 'api and healthmon exclude each other', api)] : []),
  ];
}

/** What the text as a whole lacks; another file may have it. */
function wholeFaults({ options }: NghttpxFile, backends: readonly BackendLine[]): LoadFault[] {
  if (options.length === 0 || options.some(({ name }) => name === 'include')) return [];
  return [...catchAllFaults(backends), ...certificateFaults(options), ...portFaults(options)];
}

function catchAllFaults(backends: readonly BackendLine[]): LoadFault[] {
  const isCatchAll = ({ patterns }: BackendLine): boolean =>
    patterns.some(({ host, path }) => host === '' && path === '/');
  const [first] = backends;
  if (!first || backends.some(isCatchAll)) return [];
  const slipped = backends.find(({ patternText }) => isParameter(patternText.text));
  if (slipped) {
    const { text, start, end } = slipped.patternText;
    return [
      refusal(
        'backend',
        `${text} stands where the pattern stands, so that it is the name of a host`,
        slipped.option,
        [{ kind: 'replace', span: { start, end }, text: `;${text}` }],
      ),
    ];
  }
  const isOne =
    first.address !== null && backends.every(({ address }) => address?.words === first.address?.words);
  const { end } = first.patternText;
  const edits: EditIntent[] = isOne ? [{ kind: 'replace', span: { start: end, end }, text: ':/' }] : [];
  return [refusal('backend', 'No backend takes the requests that fit no pattern', first.option, edits)];
}

function isParameter(text: string): boolean {
  const name = text.split('=')[0].toLowerCase();
  return Object.hasOwn(backendParameters, name) || name === 'no-tls';
}

/** TLS is on without `no-tls`. */
function certificateFaults(options: readonly NghttpxOption[]): LoadFault[] {
  const has = (name: string): boolean => options.some((one) => one.name === name);
  const missing = ['private-key-file', 'certificate-file'].filter((name) => !has(name));
  if (missing.length === 0) return [];
  const frontends = options.filter(({ name }) => name === 'frontend');
  const overTls = frontends.filter(isTls);
  if (frontends.length > 0 && overTls.length === 0) return [];
  const span = overTls[0] ?? options[0];
  const isPlain = overTls.every((one) =>
    schemePortDoubt(true, addressOf(partsOf(one)[0].text)?.port ?? null),
  );
  const edits =
    isPlain && missing.length === 2
      ? overTls.map(
          (one): EditIntent => ({
            kind: 'replace',
            span: { start: one.at.end, end: one.at.end },
            text: ';no-tls',
          }),
        )
      : [];
  return [
    refusal(
      'frontend',
      `A frontend without no-tls speaks TLS, and ${missing.join(' and ')} is absent`,
      span,
      edits,
    ),
  ];
}

export function isTls(frontend: NghttpxOption): boolean {
  const on = partsOf(frontend)
    .slice(1)
    .findLast(({ text }) => /^(?:no-)?tls$/i.test(text));
  return on?.text.toLowerCase() !== 'no-tls';
}

function portFaults(options: readonly NghttpxOption[]): LoadFault[] {
  const seen = new Set<string>();
  return options
    .filter(({ name }) => name === 'frontend')
    .flatMap((option) => {
      const [{ text }] = partsOf(option);
      const isTwice = seen.has(text) && !/;quic\b/i.test(option.value);
      seen.add(text);
      return isTwice ? [refusal('frontend', `${text} is taken by another frontend`, option)] : [];
    });
}
