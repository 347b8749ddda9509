/** How a CSV text is read. */
export type CsvOptions = {
  /** One character; found out from the header (`,` `;` tab or `|`) if not given. */
  readonly delimiter?: string;
  /** One character, or '' for none. @defaultValue '"' */
  readonly quote?: string;
  /** One character: lines that start with it are passed over. */
  readonly comment?: string;
  /** Lines before the header that are passed over. */
  readonly skipLines?: number;
  /** Whether the first line names the columns. @defaultValue true */
  readonly header?: boolean;
  /** The longest record, in bytes: what bounds the memory. */
  readonly maxRecordBytes: number;
};
