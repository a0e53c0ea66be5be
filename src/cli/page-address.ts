// The address of the page in the links that are printed.

import { packageJson } from './installation.ts';

/** The build replaces this name by the value that FRAMESCOPE_URL had, or by an empty text. */
declare const FRAMESCOPE_BUILT_URL: string | undefined;

/** Address of the page after `npm start` and `framescope serve`. */
const ownAddress = 'http://127.0.0.1:4173/';

/** Whether the page is that of this machine alone, which may not run. */
export function isOwnAddress(page: string): boolean {
  return page === ownAddress;
}

/** Whether an address can be that of a page. */
export function isPageAddress(text: string): boolean {
  return /^https?:\/\/[^/\s#]/i.test(text) && URL.canParse(text);
}

/** The address without a fragment; one without a file ends with a slash. */
function cleaned(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}

/**
 * The address that links begin with: `asked` (the option --page), FRAMESCOPE_URL of the environment, FRAMESCOPE_URL
 * of the build, `homepage` of package.json, or the address of `framescope serve`. Other texts are skipped.
 */
export function pageAddress(asked: string | null, env: Readonly<Record<string, string | undefined>>): string {
  const built = typeof FRAMESCOPE_BUILT_URL === 'undefined' ? '' : FRAMESCOPE_BUILT_URL;
  for (const one of [asked, env.FRAMESCOPE_URL, built]) if (one && isPageAddress(one)) return cleaned(one);
  const { homepage } = packageJson();
  return homepage !== undefined && isPageAddress(homepage) ? cleaned(homepage) : ownAddress;
}
