import type { ReadOptions } from '../blocks/open-blocks.js';
import type { Notice } from '../schema/notice.js';
import type { TableSchema } from '../schema/schema.js';
import type { SchemaOptions } from '../schema/schema-options.js';

/** A row that was passed over. */
export type BadRow = {
  readonly source: string;
  readonly line: number;
  readonly column: string | undefined;
  readonly message: string;
};

/** How a table is read. */
export type TableOptions = SchemaOptions &
  ReadOptions & {
    /** A schema made before; then nothing is inferred. */
    readonly schema?: TableSchema;
    /** The words that a run has met (`TableReaderState.vocabulary`), to read other data with what it learned. */
    readonly vocabulary?: string;
    /** What a bad row does: stop with an error, or be passed over and counted. @defaultValue 'fail' */
    readonly onBadRow?: 'fail' | 'skip';
    /** Called for every bad row that is passed over. */
    readonly onSkip?: (row: BadRow) => void;
    /** Rows that are looked at before the first one is given, to infer the schema; 1 to 100000. @defaultValue 500 */
    readonly inferRows?: number;
    /** The most classes a target may have. @defaultValue 1000 */
    readonly maxClasses?: number;
    /**
     * Whether new categories and classes are remembered, and rows without a target are bad. False to predict with
     * what was learned. @defaultValue true
     */
    readonly learning?: boolean;
    /**
     * What a value does that contradicts a guess about its column: be a bad row, or widen the column. The schema then grows
     * and `revision` counts up: see `TableReader.read`. @defaultValue 'bad'
     */
    readonly onContradiction?: 'bad' | 'widen';
    /** Called with what a user should know about the data, when it is found. */
    readonly onNotice?: (notice: Notice) => void;
  };
