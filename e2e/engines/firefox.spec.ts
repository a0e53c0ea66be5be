// The core proof in Firefox.

import { firefox } from './chromium-firefox.ts';
import { coreProof } from './core-proof.ts';

coreProof(firefox);
