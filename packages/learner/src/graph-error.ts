const MARKER = Symbol.for('@graph/learner/GraphError');

/**
 * What can be wrong with a graph:
 * `CYCLE` edges that lead back to their start · `DANGLING_NODE` a node that nothing reaches or that feeds nothing ·
 * `DIRECTION` an edge into an input or out of an output · `DUPLICATE_EDGE` · `DUPLICATE_NODE` ·
 * `EMPTY` no input or no output · `JSON` a value that is no saved graph · `OPTION` a size, density or number out of
 * range · `UNKNOWN_ACTIVATION` · `UNKNOWN_NODE` an edge that names a node that is not there.
 */
export type GraphErrorCode =
  | 'CYCLE'
  | 'DANGLING_NODE'
  | 'DIRECTION'
  | 'DUPLICATE_EDGE'
  | 'DUPLICATE_NODE'
  | 'EMPTY'
  | 'JSON'
  | 'OPTION'
  | 'UNKNOWN_ACTIVATION'
  | 'UNKNOWN_NODE';

/** Says why something is no graph, and which nodes are to blame. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  /** The ids of the nodes concerned, in the order of the message; of a cycle, once around. */
  readonly nodes: readonly string[];

  constructor(code: GraphErrorCode, message: string, nodes: readonly string[] = []) {
    super(message);
    this.code = code;
    this.nodes = nodes;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells whether `value` is a GraphError, of this copy of the package or of another one. */
  static is(value: unknown): value is GraphError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
