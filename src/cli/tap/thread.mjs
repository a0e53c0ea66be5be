// Node gives a thread none of the loaders of its parent: this puts TypeScript's in, then begins.
import { register } from 'tsx/esm/api';

register();
await import('./diagnosis-thread.ts');
