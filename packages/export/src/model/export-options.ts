import { check } from '../check.js';

/** Texts that a file carries along, such as which run its model is of. */
export type Metadata = Readonly<Record<string, string>>;

/** Checks texts for a file's metadata. @throws ExportError `OPTION` */
export function checkMetadata(metadata: unknown): void {
  const isRight =
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((value) => typeof value === 'string');
  if (!isRight) throw check.error('metadata is not an object of texts, wanted one like { run: "fraud-7" }');
}

/** Checks names against columns. @throws ExportError `OPTION` */
export function checkColumns(option: string, names: readonly string[], columns: readonly string[]): void {
  for (const name of names) check.oneOf(`a column of ${option}`, name, columns);
}
