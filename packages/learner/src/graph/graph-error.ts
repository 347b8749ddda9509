import { defineError, type ErrorClass } from '@graph/core';

/**
 * What can be wrong with a graph:
 * `CYCLE` edges that lead back to their start · `DANGLING_NODE` a node that nothing reaches or that feeds nothing ·
 * `DIRECTION` an edge into an input or out of an output · `DUPLICATE_EDGE` · `DUPLICATE_NODE` ·
 * `EMPTY` no input or no output · `JSON` a value that is not a graph in JSON · `OPTION` a size, density or number out of
 * range · `STATE` a value that is not the state of a graph · `UNKNOWN_ACTIVATION` · `UNKNOWN_NODE` an edge that names a
 * node that does not exist.
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
  | 'STATE'
  | 'UNKNOWN_ACTIVATION'
  | 'UNKNOWN_NODE';

/** What a GraphError says beside its code. */
export type GraphErrorDetails = {
  /** The ids of the nodes concerned, in the order of the message; of a cycle, once around. Missing where it is no node. */
  readonly nodes?: readonly string[];
};

/** The error of graphs: what is wrong, and which nodes are to blame; recognise it with `GraphError.is`. */
export const GraphError: ErrorClass<GraphErrorCode, GraphErrorDetails> = defineError('GraphError');
export type GraphError = InstanceType<typeof GraphError>;
