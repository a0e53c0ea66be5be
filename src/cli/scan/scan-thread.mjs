// A Node thread does not inherit the loaders of its parent: this registers TypeScript's loader, then starts
// the thread.
import { register } from 'tsx/esm/api';

register();
await import('./thread-body.ts');
