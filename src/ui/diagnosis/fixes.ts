// The guides are long and needed late: they load when the page is idle or a cause is shown.

import { url } from 'virtual:guides';
import type { Guide } from '../../decoder/guides/guide.ts';
import { servedJson } from '../shared/served-json.ts';

export const guides = servedJson<readonly Guide[]>(url);
