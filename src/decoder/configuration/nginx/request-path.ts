// The path by which nginx chooses a location: decoded, with `.`, `..` and repeated slashes taken away.
// Documentation: https://nginx.org/en/docs/http/ngx_http_core_module.html#location
// Left out on purpose: `merge_slashes off`, and bytes that are not UTF-8.

/** The path of a request as nginx compares it. */
export function normalPath(path: string): string {
  if (!/%|\/\/|\/\.\.?(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  const steps = decoded(path).split('/');
  for (const step of steps) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  const isFolder = /^\.{0,2}$/.test(steps.at(-1) ?? '');
  return `/${parts.join('/')}${isFolder && parts.length > 0 ? '/' : ''}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
