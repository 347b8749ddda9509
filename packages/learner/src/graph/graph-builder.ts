import type { Activation } from './activation.js';
import { ACTIVATIONS } from './activation.js';
import { Graph } from './graph.js';
import { danglingError } from './graph-check.js';
import { GraphError } from './graph-error.js';
import type { GraphNode } from './graph-parts.js';

/** How a hidden or output node behaves. */
export type NodeOptions = {
  /** Default `linear`. */
  readonly activation?: Activation;
  /** Whether it has a bias, or the value that its bias starts from. Default true, starting from 0. */
  readonly bias?: boolean | number;
};

/**
 * Builds a graph by hand, node by node and edge by edge.
 *
 * @example
 * ```ts
 * const xor = new GraphBuilder()
 *   .input('a')
 *   .input('b')
 *   .hidden('both', { activation: 'tanh' })
 *   .output('y', { activation: 'sigmoid' })
 *   .edge('a', 'both')
 *   .edge('b', 'both')
 *   .edge('a', 'y')
 *   .edge('b', 'y')
 *   .edge('both', 'y', -1.5) // starts from this weight
 *   .build();
 * ```
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #biases: number[] = [];
  readonly #position = new Map<string, number>();
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #weights: number[] = [];
  readonly #ends = new Set<string>();

  /** Adds an input; inputs are the columns of a batch, in this order. @throws GraphError `DUPLICATE_NODE`. */
  input(id: string): this {
    return this.#add(id, 'input', { bias: false });
  }

  /** Adds a hidden node. @throws GraphError `DUPLICATE_NODE`, `UNKNOWN_ACTIVATION`, `OPTION` (a bias not finite). */
  hidden(id: string, options: NodeOptions = {}): this {
    return this.#add(id, 'hidden', options);
  }

  /** Adds an output, which feeds nothing; outputs are the columns of a prediction, in this order. @throws as `hidden`. */
  output(id: string, options: NodeOptions = {}): this {
    return this.#add(id, 'output', options);
  }

  /**
   * Connects two nodes that exist already.
   *
   * @param weight - what it starts from, finite; drawn by the network's seed if not given.
   * @throws GraphError `UNKNOWN_NODE`, `DUPLICATE_EDGE`, `CYCLE` (from a node to itself), `OPTION` (a weight not finite).
   */
  edge(from: string, to: string, weight?: number): this {
    const ends = [from, to].map((id) => {
      const position = this.#position.get(id);
      if (position !== undefined) return position;
      throw new GraphError(
        'UNKNOWN_NODE',
        `edge '${from}' → '${to}' names '${id}', which is not a node; add it first`,
        { nodes: [id] },
      );
    });
    if (from === to)
      throw new GraphError('CYCLE', `edge '${from}' → '${to}' leads from a node to itself`, {
        nodes: [from],
      });
    const key = ends.join();
    if (this.#ends.has(key))
      throw new GraphError('DUPLICATE_EDGE', `there is an edge '${from}' → '${to}' already`, {
        nodes: [from, to],
      });
    if (weight !== undefined && !Number.isFinite(weight))
      throw new GraphError(
        'OPTION',
        `edge '${from}' → '${to}' has weight ${weight}, wanted a finite number`,
        { nodes: [from, to] },
      );
    this.#ends.add(key);
    this.#from.push(ends[0]!);
    this.#to.push(ends[1]!);
    this.#weights.push(weight ?? Number.NaN);
    return this;
  }

  /**
   * Makes the graph; more can be added to the builder afterwards.
   *
   * @throws GraphError `EMPTY`, `DIRECTION`, `CYCLE`, `DANGLING_NODE` (an input that feeds nothing too).
   */
  build(): Graph {
    const graph = Graph.of({
      nodes: this.#nodes,
      edgeFrom: Int32Array.from(this.#from),
      edgeTo: Int32Array.from(this.#to),
      edgeWeights: Float32Array.from(this.#weights),
      nodeBiases: Float32Array.from(this.#biases),
    });
    const used = new Set(graph.edgeFrom);
    const unused = graph.inputs.filter((node) => !used.has(node)).map((node) => graph.nodes[node]!.id);
    if (unused.length > 0) throw danglingError(unused);
    return graph;
  }

  #add(id: string, kind: GraphNode['kind'], { activation = 'linear', bias = true }: NodeOptions): this {
    if (this.#position.has(id))
      throw new GraphError('DUPLICATE_NODE', `there is a node '${id}' already`, { nodes: [id] });
    if (!ACTIVATIONS.includes(activation))
      throw new GraphError(
        'UNKNOWN_ACTIVATION',
        `node '${id}' has activation '${activation}', wanted one of ${ACTIVATIONS.join(', ')}`,
        { nodes: [id] },
      );
    if (typeof bias === 'number' && !Number.isFinite(bias))
      throw new GraphError('OPTION', `node '${id}' has bias ${bias}, wanted true, false or a finite number`, {
        nodes: [id],
      });
    this.#position.set(id, this.#nodes.length);
    this.#nodes.push({ id, kind, activation, bias: bias !== false });
    this.#biases.push(typeof bias === 'number' ? bias : Number.NaN);
    return this;
  }
}
