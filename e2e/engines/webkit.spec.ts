// The core proof in WebKit.

import { coreProof } from './core-proof.ts';
import { webkit } from './webkit.ts';

coreProof(webkit);
