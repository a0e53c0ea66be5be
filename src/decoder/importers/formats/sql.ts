// Binary values in statements of SQL and in dumps of databases.

import { emitLiterals } from '../text/literals.ts';
import { sqlValues } from '../text/sql-values.ts';
import { textImporter } from '../text/text-importer.ts';

/** Binary values in SQL. */
export const sql = textImporter({
  id: 'sql',
  name: 'binary values in SQL',
  grade: ({ text }) => (sqlValues(text).length > 0 ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('binary values in SQL');
    emitLiterals(text, sqlValues(text), out);
  },
});
