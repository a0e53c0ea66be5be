// The core proof in Chromium.

import { chromium } from './chromium-firefox.ts';
import { coreProof } from './core-proof.ts';

coreProof(chromium);
