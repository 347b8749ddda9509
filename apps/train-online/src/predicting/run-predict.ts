import { UsageError } from '../settings/usage-error.js';
import { grouped } from '../terminal/format.js';
import { fileOutput } from './file-output.js';
import { csvFormat, jsonlFormat } from './prediction-format.js';
import { SavedPredictor } from './saved-predictor.js';
import { saySkipped } from './say-skipped.js';
import { streamOutput } from './stream-output.js';

/** What `predict` was asked for. */
export type PredictOptions = {
  readonly from: string;
  readonly data: string;
  readonly format: 'jsonl' | 'csv';
  /** A file; undefined = standard output. */
  readonly output: string | undefined;
  readonly overwrite: boolean;
  readonly probabilities: boolean;
  readonly onBadRow: 'fail' | 'skip';
};

/** What `predict --json` prints. */
export type PredictReport = {
  readonly schemaVersion: 1;
  readonly checkpoint: string;
  /** Rows that the run had learned from. */
  readonly examples: number;
  readonly rows: number;
  readonly badRows: number;
  readonly output: string | null;
};

/**
 * Writes a prediction for every row of the data, and learns nothing.
 *
 * @throws UsageError before anything is written, if it cannot be done as asked; at a bad row, what was written to a
 * file is taken back.
 */
export async function runPredict(options: PredictOptions): Promise<PredictReport> {
  const { data, from, onBadRow, output: file, overwrite, probabilities } = options;
  const output = file === undefined ? streamOutput(process.stdout) : fileOutput(file, { overwrite });
  const stop = onSignal(() => output.abandon());
  let predictor: SavedPredictor | undefined;
  try {
    predictor = await SavedPredictor.open({ from, data, onBadRow, wantsTargets: false });
    const { schema, classes, run } = predictor;
    if (probabilities && schema.targets[0]!.task === 'regression')
      throw new UsageError(
        `--probabilities are for classes, and ${run.file} predicts a number, ${schema.targets[0]!.name}: leave it out.`,
      );
    for (const warning of run.warnings) process.stderr.write(`warning: ${warning}\n`);
    const format = (options.format === 'csv' ? csvFormat : jsonlFormat)({ schema, classes, probabilities });
    let rows = 0;
    let isRead = format.head === '' || (await output.write(format.head));
    while (isRead) {
      const answered = await predictor.next();
      if (answered === undefined) break;
      rows += answered.rows.size;
      isRead = await output.write(format.rows(answered));
    }
    output.finish();
    if (isRead) {
      saySkipped(predictor);
      process.stderr.write(`${grouped(rows)} rows predicted with ${run.file}\n`);
    }
    return {
      schemaVersion: 1,
      checkpoint: run.file,
      examples: run.examples,
      rows,
      badRows: predictor.skippedRows,
      output: file ?? null,
    };
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    stop();
    await predictor?.close();
  }
}

/** Cleans up and leaves at Ctrl-C and SIGTERM. @returns what stops listening. */
function onSignal(cleanUp: () => void): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  const removers = Object.entries(codes).map(([name, code]) => {
    const leave = (): void => {
      cleanUp();
      process.exit(code);
    };
    process.once(name, leave);
    return () => process.off(name, leave);
  });
  return () => {
    for (const remove of removers) remove();
  };
}
