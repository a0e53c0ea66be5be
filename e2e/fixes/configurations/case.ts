// Configurations that are both read by the check and run by the real program.

/**
 * `text` listens on 127.0.0.1:8000 and proxies to 127.0.0.1:8080 (plain) or 127.0.0.1:8443 (TLS); the test puts free
 * ports in their place.
 */
export interface ConfigurationCase {
  name: string;
  text: string;
  /** Path that the upgrade asks for. */
  path?: string;
  /** Part of `where` of the route that this path reaches. */
  route: string;
  /** What the check must say. `passes` and `fails` are compared with the real program. */
  verdict: 'passes' | 'fails' | 'cannot judge';
  /** Ids of findings that must be there. */
  findings: string[];
  /** False when no edit of this text can mend it, or none that is safe. */
  mended?: boolean;
}
