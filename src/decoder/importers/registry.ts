import type { Importer } from '../model/importer.ts';
import { fileFormats } from './file-formats.ts';
import { textFormats } from './text-formats.ts';

/** Every input format. The order means nothing. */
export const importers: readonly Importer[] = [...fileFormats, ...textFormats];
