/**
 * A graph network that learns online, and protects what it learned.
 *
 * @packageDocumentation
 */
export type { Activation } from './activation.js';
export { Graph, type GraphEdge, type GraphNode, type GraphParts, type GraphState } from './graph.js';
export { GraphBuilder, type NodeOptions } from './graph-builder.js';
export { GraphError, type GraphErrorCode } from './graph-error.js';
export type { GraphJSON } from './graph-json.js';
export { type LayeredOptions, layered } from './layered.js';
export { type SparseOptions, sparse } from './sparse.js';
