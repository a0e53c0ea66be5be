// Where the pages are published: FRAMESCOPE_URL names the address of the root.

/** Where the pages are published. */
export interface Site {
  /** Address of the root with a slash at its end; `null`: not known, so no absolute address is written. */
  readonly url: string | null;
}

/** The address that FRAMESCOPE_URL names, with a slash at its end; `null` without it. */
export function siteOf(variable: string | undefined): Site {
  if (variable === undefined || variable === '') return { url: null };
  const { protocol, href } = new URL(variable);
  if (!/^https?:$/.test(protocol)) {
    throw new Error(`Expected FRAMESCOPE_URL to begin with https:// or http://, found ${variable}.`);
  }
  const url = href.replace(/[?#].*$/, '');
  return { url: url.endsWith('/') ? url : `${url}/` };
}
