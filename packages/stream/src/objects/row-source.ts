/** Rows that are objects already: events of a message queue, results of a query. */
export type RowSource = {
  /** The name in messages. */
  readonly name: string;
  /** Starts giving the rows, the same ones on every call if reading is to be resumed. */
  rows(): AsyncIterable<object> | Iterable<object>;
};
