import { ExportError } from '../errors.js';
import { ProtoWriter } from './proto-writer.js';

/** The codes of `TensorProto.DataType`. */
const TYPES = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;

/** What a tensor consists of. */
export type TensorType = keyof typeof TYPES;

/** Sizes of a tensor; a word is one that differs between calls. */
export type TensorShape = readonly (number | string)[];

/** What an operator is set to: a whole number, a text, or lists of these. */
type Attribute = number | readonly number[] | readonly string[];

type NodeOptions = {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Default: the one of the standard's own operators. */
  readonly domain?: 'ai.onnx.ml';
};

/** The version of the format, and of its operators: what onnxruntime 1.13 of 2022 and later run. */
const IR_VERSION = 8;
const OPSET = 17;
const ML_OPSET = 3;

/** The most bytes of a protocol buffers file. */
const MOST_BYTES = 2 ** 31 - 1;

/** A graph of ONNX operators, written as it is built. */
export class OnnxGraph {
  readonly #nodes: ((graph: ProtoWriter) => void)[] = [];
  readonly #constants: ((graph: ProtoWriter) => void)[] = [];
  readonly #values: ((graph: ProtoWriter) => void)[] = [];
  readonly #scalars = new Map<string, string>();
  readonly #taken: Set<string>;
  /** Where to look for the next free name of each kind. */
  readonly #counts = new Map<string, number>();
  #usesMl = false;

  /** @param taken - names of inputs and outputs, which nothing else may have. */
  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  /** Declares what the graph is given. */
  input(name: string, type: TensorType, shape: TensorShape, doc: string): string {
    this.#values.push((graph) => writeValue(graph, 11, { name, type, shape, doc }));
    return name;
  }

  /** Declares a value as one that the graph gives, under a name of its own. */
  output(value: string, name: string, type: TensorType, shape: TensorShape, doc: string): void {
    this.#write('Identity', [value], name, {});
    this.#values.push((graph) => writeValue(graph, 12, { name, type, shape, doc }));
  }

  /** Adds an operator, and returns the name of what it gives. */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const output = this.#name(operator.toLowerCase());
    this.#write(operator, inputs, output, options);
    return output;
  }

  /** Adds a constant of 32-bit floats; the array must not change afterwards. */
  floats(name: string, values: Float32Array, shape: readonly number[]): string {
    const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#constant(name, 'float', shape, (tensor) => tensor.bytes(9, view));
  }

  /** Adds a constant of one or more whole numbers. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new BigInt64Array(values.map(BigInt));
    return this.#shared(`int64 ${shape} ${values}`, (name) =>
      this.#constant(name, 'int64', shape, (tensor) => tensor.bytes(9, new Uint8Array(bytes.buffer))),
    );
  }

  /** Adds a constant number of 32 bits. */
  float(value: number): string {
    return this.#shared(`float ${value}`, (name) => this.floats(name, Float32Array.of(value), []));
  }

  /** Adds a constant number of 64 bits. */
  double(value: number): string {
    const bytes = new Uint8Array(Float64Array.of(value).buffer);
    return this.#shared(`double ${Object.is(value, -0) ? '-0' : value}`, (name) =>
      this.#constant(name, 'double', [], (tensor) => tensor.bytes(9, bytes)),
    );
  }

  /** Adds a constant list of numbers of 64 bits, of truths, or of texts. */
  list(values: readonly (number | boolean | string)[], type: 'double' | 'bool' | 'string'): string {
    return this.#constant('labels', type, [values.length], (tensor) => {
      if (type === 'string') for (const text of values) tensor.bytes(6, String(text));
      else if (type === 'bool') tensor.bytes(9, Uint8Array.from(values, Number));
      else tensor.bytes(9, new Uint8Array(Float64Array.from(values, Number).buffer));
    });
  }

  cast(value: string, type: TensorType): string {
    return this.node('Cast', [value], { attributes: { to: TYPES[type] } });
  }

  /** Makes of `[rows]` a matrix of one column. */
  column(value: string): string {
    return this.node('Unsqueeze', [value, this.integers([1])]);
  }

  /** Sets matrices side by side. */
  sideBySide(values: readonly string[]): string {
    return values.length === 1 ? values[0]! : this.node('Concat', values, { attributes: { axis: 1 } });
  }

  /** Returns the bytes of the file. */
  finish(name: string, doc: string, metadata: Readonly<Record<string, string>>): Uint8Array {
    const model = new ProtoWriter();
    model.integer(1, IR_VERSION).bytes(2, '@graph/export');
    model.message(7, (graph) => {
      for (const write of this.#nodes) write(graph);
      graph.bytes(2, name);
      for (const write of this.#constants) write(graph);
      graph.bytes(10, doc);
      for (const write of this.#values) write(graph);
    });
    model.message(8, (opset) => opset.bytes(1, '').integer(2, OPSET));
    if (this.#usesMl) model.message(8, (opset) => opset.bytes(1, 'ai.onnx.ml').integer(2, ML_OPSET));
    for (const [key, value] of Object.entries(metadata))
      model.message(14, (entry) => entry.bytes(1, key).bytes(2, value));
    const bytes = model.finish();
    if (bytes.length > MOST_BYTES)
      throw new ExportError(
        'SIZE',
        `the file would have ${bytes.length} bytes, and ONNX holds ${MOST_BYTES}`,
      );
    return bytes;
  }

  #write(operator: string, inputs: readonly string[], output: string, options: NodeOptions): void {
    const { attributes = {}, domain } = options;
    if (domain !== undefined) this.#usesMl = true;
    this.#nodes.push((graph) =>
      graph.message(1, (node) => {
        for (const input of inputs) node.bytes(1, input);
        node.bytes(2, output).bytes(3, output).bytes(4, operator);
        for (const [name, value] of Object.entries(attributes))
          node.message(5, (attribute) => writeAttribute(attribute, name, value));
        if (domain !== undefined) node.bytes(7, domain);
      }),
    );
  }

  #shared(key: string, make: (name: string) => string): string {
    const known = this.#scalars.get(key) ?? make('constant');
    this.#scalars.set(key, known);
    return known;
  }

  #constant(
    wanted: string,
    type: TensorType,
    shape: readonly number[],
    write: (tensor: ProtoWriter) => void,
  ): string {
    const name = this.#name(wanted);
    this.#constants.push((graph) =>
      graph.message(5, (tensor) => {
        for (const size of shape) tensor.integer(1, size);
        tensor.integer(2, TYPES[type]).bytes(8, name);
        write(tensor);
      }),
    );
    return name;
  }

  #name(wanted: string): string {
    let again = this.#counts.get(wanted) ?? 1;
    let name = wanted;
    for (; this.#taken.has(name); again += 1) name = `${wanted}_${again}`;
    this.#counts.set(wanted, again);
    this.#taken.add(name);
    return name;
  }
}

function writeAttribute(attribute: ProtoWriter, name: string, value: Attribute): void {
  attribute.bytes(1, name);
  if (typeof value === 'number') {
    if (Number.isInteger(value)) attribute.integer(3, value).integer(20, 2);
    else attribute.float(2, value).integer(20, 1);
    return;
  }
  const isTexts = typeof value[0] === 'string';
  for (const each of value)
    if (typeof each === 'string') attribute.bytes(9, each);
    else attribute.integer(8, each);
  attribute.integer(20, isTexts ? 8 : 7);
}

type Value = {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: TensorShape;
  readonly doc: string;
};

function writeValue(graph: ProtoWriter, field: number, { name, type, shape, doc }: Value): void {
  graph.message(field, (value) => {
    value.bytes(1, name);
    value.message(2, (types) =>
      types.message(1, (tensor) => {
        tensor.integer(1, TYPES[type]);
        tensor.message(2, (sizes) => {
          for (const size of shape)
            sizes.message(1, (dimension) =>
              typeof size === 'number' ? dimension.integer(1, size) : dimension.bytes(2, size),
            );
        });
      }),
    );
    value.bytes(3, doc);
  });
}
