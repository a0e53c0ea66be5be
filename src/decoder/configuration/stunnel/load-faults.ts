// What stunnel refuses. Seen on 5.68.

import type { Span, UnresolvedFact } from '../model.ts';
import type { StunnelFile, StunnelOption, StunnelService } from './parse.ts';

const refusal = (name: string, text: string, { start, end }: Span): UnresolvedFact => ({
  kind: 'syntax',
  name,
  text: `${text}: stunnel does not start with this text.`,
  span: { start, end },
});

const doubt = (name: string, text: string, { start, end }: Span): UnresolvedFact => ({
  kind: 'directive',
  name,
  text,
  span: { start, end },
});

const globalOptions: ReadonlySet<string> = new Set(
  `chroot compression egd engine enginectrl enginedefault fips foreground iconactive iconerror iconidle log output pid
  rndbytes rndfile rndoverwrite service setgid setuid socket syslog taskbar include debug`.split(/\s+/),
);

const serviceOptions: ReadonlySet<string> = new Set(
  `accept caengine capath cafile cert checkemail checkhost checkip ciphers ciphersuites client config connect crlpath
  crlfile curves debug delay engineid enginenum exec execargs failover ident include key libwrap local logid ocsp
  ocspaia ocspflag ocspnonce ocsprequire options protocol protocolauthentication protocoldomain protocolheader
  protocolhost protocolpassword protocolusername pskidentity psksecrets pty redirect renegotiation requirecert reset
  retry securitylevel sessioncachesize sessioncachetimeout sessionresume sessiond setgid setuid sni socket sslversion
  sslversionmax sslversionmin stack ticketkeysecret ticketmacsecret timeoutbusy timeoutclose timeoutconnect timeoutidle
  timeoutocsp transparent verify verifychain verifypeer curve`.split(/\s+/),
);

const yesOrNo: ReadonlySet<string> = new Set(
  `client delay libwrap ocspaia ocspnonce pty renegotiation requirecert reset retry sessionresume verifychain
  verifypeer rndoverwrite syslog`.split(/\s+/),
);

/** Everything that stunnel refuses, or may. */
export function loadFaults(file: StunnelFile): UnresolvedFact[] {
  const [accept] = file.globals.filter(({ name }) => name === 'accept');
  return [
    ...file.faults.map(({ text, start, end }) => refusal(text, text, { start, end })),
    ...(accept && file.services.length === 0
      ? [refusal('accept', 'accept stands outside of a [section]', accept)]
      : []),
    ...file.globals.flatMap((option) => optionFaults(option, true)),
    ...file.services.flatMap(({ options }) => options.flatMap((option) => optionFaults(option, false))),
    ...file.services.flatMap((service) => serviceFaults(file, service)),
    ...twiceFaults(file),
  ];
}

function optionFaults(option: StunnelOption, isGlobal: boolean): UnresolvedFact[] {
  const { name, label, value, start, end } = option;
  const isKnown = serviceOptions.has(name) || (isGlobal && globalOptions.has(name));
  if (!isKnown) {
    const text = globalOptions.has(name)
      ? `${label} stands in a service; stunnel knows it before the first [section] alone.`
      : `${label} is no option of stunnel 5.68: a stunnel that does not know it does not start.`;
    return [doubt(label, text, { start, end })];
  }
  if (yesOrNo.has(name) && !/^(?:yes|no)$/i.test(value)) {
    return [refusal(label, `Expected yes or no for ${label}, found ${value}`, { start, end })];
  }
  const isEndpoint = name === 'accept' || name === 'connect';
  if (!isEndpoint || /^(?:\S*:)?(?:\d{1,5}|https?)$/.test(value) || /^\//.test(value))
    return checkedPort(option);
  return [refusal(label, `Expected [host:]port for ${label}, found ${value}`, { start, end })];
}

function checkedPort({ name, label, value, start, end }: StunnelOption): UnresolvedFact[] {
  const port = Number(/(\d+)$/.exec(value)?.[1] ?? 1);
  const isWrong = value.includes('"') || (/^(?:accept|connect)$/.test(name) && (port < 1 || port > 65_535));
  const isChecked = name === 'accept' || name === 'connect';
  return isChecked && isWrong
    ? [refusal(label, `Expected a port for ${label}, found ${value}`, { start, end })]
    : [];
}

function serviceFaults({ globals }: StunnelFile, service: StunnelService): UnresolvedFact[] {
  const all = [...globals, ...service.options];
  const has = (name: string): boolean => all.some((one) => one.name === name);
  if (has('include')) return [];
  const ends = ['accept', 'connect', 'exec', 'sni'].filter(has);
  const isClient = all.findLast(({ name }) => name === 'client')?.value.toLowerCase() === 'yes';
  return [
    ...(ends.length < 2
      ? [refusal(service.name, `The service [${service.name}] needs accept and connect`, service)]
      : []),
    ...(!isClient && !has('cert') && !has('psksecrets')
      ? [refusal('cert', `The service [${service.name}] has no cert, which a TLS server needs`, service)]
      : []),
  ];
}

function twiceFaults({ services }: StunnelFile): UnresolvedFact[] {
  const seen = new Set<string>();
  return services.flatMap(({ options }) => {
    const accept = options.findLast(({ name }) => name === 'accept');
    if (!accept) return [];
    const isTwice = seen.has(accept.value);
    seen.add(accept.value);
    return isTwice ? [refusal('accept', `Two services accept on ${accept.value}`, accept)] : [];
  });
}
