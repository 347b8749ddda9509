import { grouped } from '../terminal/format.js';
import type { SavedPredictor } from './saved-predictor.js';

/** Says on standard error how many bad rows were passed over, and shows the first few. */
export function saySkipped({ badRows, skippedRows }: SavedPredictor): void {
  if (skippedRows === 0) return;
  process.stderr.write(`${grouped(skippedRows)} bad ${skippedRows === 1 ? 'row' : 'rows'} passed over:\n`);
  for (const { message } of badRows) process.stderr.write(`  ${message}\n`);
  if (skippedRows > badRows.length) process.stderr.write('  …\n');
}
