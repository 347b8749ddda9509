import type { ColumnInput } from '../model/column-inputs.js';
import { CLIP, type InputLayout, type InputPart, type Scaling } from '../model/input-layout.js';
import type { OnnxGraph } from './onnx-graph.js';
import { MISSING, type PartWords, UNKNOWN } from './part-words.js';

/** The largest number that a 32-bit float holds. */
const LARGEST = 3.4028234663852886e38;
/** The last moment that a Date can hold, in milliseconds. */
const LAST = 8.64e15;
const DAY_MS = 86_400_000;
/** The length of each cycle in days; a year is the mean Gregorian one. */
const CYCLE_DAYS = { day: 1, week: 7, year: 365.2425 } as const;
const TURN = 6.283185307179586;

/** A number that a part reads, whether there is one, and whether the part is the one to read the value. */
type NumberRead = { readonly number: string; readonly isThere: string; readonly isTaken: string };

/** Inputs of the network that were computed: a matrix `[rows, width]` of floats. */
type Block = { readonly input: number; readonly value: string };

/** Adds to a graph what turns the values of columns into the inputs of a network. */
export class ColumnNodes {
  readonly #graph: OnnxGraph;
  readonly #layout: InputLayout;
  readonly #wordsOf: PartWords;
  readonly #blocks: Block[] = [];
  /** Truths `[rows]`: for each of them the shared input is 1. */
  readonly #unexpected: string[] = [];

  constructor(graph: OnnxGraph, layout: InputLayout, wordsOf: PartWords) {
    this.#graph = graph;
    this.#layout = layout;
    this.#wordsOf = wordsOf;
  }

  /**
   * Adds what a column's parts make of the value called `name`.
   *
   * @param words - the value that the same column is given as words, if it is given in both forms.
   */
  add({ name, as, parts }: ColumnInput, words: string | undefined): void {
    if (as === 'words') for (const part of parts) this.#addWords(part, name);
    else if (as === 'raw') for (const part of parts) this.#addRaw(part, name);
    else if (as === 'date') for (const part of parts) this.#addDate(part, name);
    else {
      const value = words === undefined ? name : this.#withYesOrNo(parts, name, words);
      this.#addNumbers(parts, value, parts.length === 1 && words === undefined);
    }
  }

  /** Returns all inputs side by side, `[rows, inputWidth]`. */
  finish(): string {
    const graph = this.#graph;
    const { names, unexpected } = this.#layout;
    const [first, ...others] = this.#unexpected;
    const shared =
      first === undefined
        ? this.#never()
        : others.reduce((any, each) => graph.node('Or', [any, each]), first);
    this.#put(unexpected, graph.column(graph.cast(shared, 'float')));
    const blocks = [...this.#blocks].sort((one, other) => one.input - other.input);
    const inputs = graph.sideBySide(blocks.map(({ value }) => value));
    return graph.node('Reshape', [inputs, graph.integers([-1, names.length])]);
  }

  /** Numbers and yes or no: a value goes to the first part that can read it. */
  #addNumbers(parts: readonly InputPart[], value: string, isAlone: boolean): void {
    const graph = this.#graph;
    let free: string | undefined;
    for (const part of parts) {
      const { number, isThere, isTaken } =
        part.kind === 'number' ? this.#readNumber(part, value, isAlone) : this.#readBoolean(value);
      this.#putScaled(part, number, free === undefined ? isThere : graph.node('And', [isThere, free]));
      if (part === parts.at(-1)) return;
      const isLeft = graph.node('Not', [isTaken]);
      free = free === undefined ? isLeft : graph.node('And', [free, isLeft]);
    }
  }

  #readBoolean(value: string): NumberRead {
    const graph = this.#graph;
    const isOne = graph.node('Equal', [value, graph.double(1)]);
    const isThere = graph.node('Or', [graph.node('Equal', [value, graph.double(0)]), isOne]);
    return { number: value, isThere, isTaken: isThere };
  }

  #readNumber(part: Extract<InputPart, { kind: 'number' }>, value: string, isAlone: boolean): NumberRead {
    const graph = this.#graph;
    const framed = this.#framed(value, part);
    const held = graph.node('Clip', [framed, graph.double(-LARGEST), graph.double(LARGEST)]);
    const size = graph.node('Abs', [value]);
    let isThere = graph.node('LessOrEqual', [size, graph.double(Number.MAX_VALUE)]);
    for (const sentinel of part.sentinels) {
      const isOther = graph.node('Not', [graph.node('Equal', [value, graph.double(sentinel)])]);
      isThere = graph.node('And', [isThere, isOther]);
    }
    if (isAlone) return { number: held, isThere, isTaken: isThere };
    // What is too large for this part may be another's.
    const isSmall = graph.node('LessOrEqual', [graph.node('Abs', [framed]), graph.double(LARGEST)]);
    const isNone = graph.node('Not', [isThere]);
    return {
      number: held,
      isThere: graph.node('And', [isThere, isSmall]),
      isTaken: graph.node('Or', [isSmall, isNone]),
    };
  }

  /** Takes a yes or no that is given as a word. */
  #withYesOrNo(parts: readonly InputPart[], number: string, words: string): string {
    const part = parts.find(({ kind }) => kind === 'boolean');
    if (part === undefined) return number;
    const graph = this.#graph;
    const table = this.#wordsOf(part);
    const attributes = { keys_strings: table.words, values_int64s: table.numbers, default_int64: MISSING };
    const said = graph.node('LabelEncoder', [words], { domain: 'ai.onnx.ml', attributes });
    const isSaid = graph.node('GreaterOrEqual', [said, graph.integers([0], [])]);
    return graph.node('Where', [isSaid, graph.cast(said, 'double'), number]);
  }

  #framed(value: string, { origin, scale }: Extract<InputPart, { kind: 'number' }>): string {
    const graph = this.#graph;
    const moved = origin === 0 ? value : graph.node('Sub', [value, graph.double(origin)]);
    return scale === 1 ? moved : graph.node('Mul', [moved, graph.double(scale)]);
  }

  #addDate(part: InputPart, given: string): void {
    if (part.kind !== 'date') return;
    const graph = this.#graph;
    const time = part.unitMs === 1 ? given : graph.node('Mul', [given, graph.double(part.unitMs)]);
    const isDate = graph.node('LessOrEqual', [graph.node('Abs', [time]), graph.double(LAST)]);
    const since = graph.node('Sub', [time, graph.double(part.origin)]);
    this.#putScaled(part, graph.node('Div', [since, graph.double(DAY_MS)]), isDate);
    const days = graph.node('Div', [time, graph.double(DAY_MS)]);
    for (const [at, cycle] of part.cycles.entries()) {
      const turns = graph.node('Div', [days, graph.double(CYCLE_DAYS[cycle])]);
      const fraction = graph.node('Sub', [turns, graph.node('Floor', [turns])]);
      // From here on 32 bits are enough, and more engines know them.
      const angle = graph.cast(graph.node('Mul', [fraction, graph.double(TURN)]), 'float');
      for (const [next, operator] of ['Sin', 'Cos'].entries()) {
        const place = graph.node(operator, [angle]);
        const known = graph.node('Where', [isDate, place, graph.float(0)]);
        this.#put(part.input + 1 + 2 * at + next, graph.column(known));
      }
    }
  }

  #addWords(part: InputPart, word: string): void {
    const graph = this.#graph;
    const { words, numbers, others, values } = this.#wordsOf(part);
    const attributes = {
      keys_strings: words,
      values_int64s: numbers,
      default_int64: others,
    };
    const number = graph.node('LabelEncoder', [word], { domain: 'ai.onnx.ml', attributes });
    if (part.kind === 'category') {
      this.#putWord(part, number);
      return;
    }
    // One more row than there are words, of zeros: that of a text which is not known.
    const rows = words.length + 1;
    const table = new Float32Array(rows * part.width);
    table.set(values);
    const isMissing = graph.node('Less', [number, graph.integers([0], [])]);
    const row = graph.node('Where', [isMissing, graph.integers([words.length], []), number]);
    const inputs = [graph.floats('texts', table, [rows, part.width]), row];
    this.#put(part.input, graph.node('Gather', inputs, { attributes: { axis: 0 } }));
    this.#missing(part, isMissing);
  }

  /** Raw values as `RowWriter` writes them: NaN where the value is missing. */
  #addRaw(part: InputPart, value: string): void {
    const graph = this.#graph;
    if (part.kind === 'features') {
      this.#put(part.input, graph.node('Clip', [value, graph.float(-CLIP), graph.float(CLIP)]));
    } else if (part.kind === 'text') {
      const first = graph.node('Gather', [value, graph.integers([0], [])], { attributes: { axis: 1 } });
      const isMissing = graph.node('IsNaN', [first]);
      this.#missing(part, isMissing);
      const isKnown = graph.column(graph.node('Not', [isMissing]));
      this.#put(part.input, graph.node('Where', [isKnown, value, graph.float(0)]));
    } else if (part.kind === 'category') {
      const number = graph.node('Where', [graph.node('IsNaN', [value]), graph.float(MISSING), value]);
      this.#putWord(part, graph.cast(number, 'int64'));
    } else if (part.kind === 'date') {
      const days = graph.node('Gather', [value, graph.integers([0], [])], { attributes: { axis: 1 } });
      const isKnown = graph.node('Not', [graph.node('IsNaN', [days])]);
      this.#putScaled(part, days, isKnown);
      for (let at = 1; at < part.width; at += 1) {
        const place = graph.node('Gather', [value, graph.integers([at], [])], { attributes: { axis: 1 } });
        this.#put(part.input + at, graph.column(graph.node('Where', [isKnown, place, graph.float(0)])));
      }
    } else this.#putScaled(part, value, graph.node('Not', [graph.node('IsNaN', [value])]));
  }

  #putScaled(part: InputPart & { readonly scaling?: Scaling }, value: string, isKnown: string): void {
    const graph = this.#graph;
    const { mean, factor } = part.scaling!;
    // Raw values are kept as 32-bit floats, and the scaling is done with 64.
    const kept = graph.cast(graph.cast(value, 'float'), 'double');
    const scaled = graph.node('Mul', [graph.node('Sub', [kept, graph.double(mean)]), graph.double(factor)]);
    const clipped = graph.node('Clip', [scaled, graph.double(-CLIP), graph.double(CLIP)]);
    const known = graph.node('Where', [isKnown, clipped, graph.double(0)]);
    this.#put(part.input, graph.column(graph.cast(known, 'float')));
    this.#missing(part, graph.node('Not', [isKnown]));
  }

  /** One input for each number of a word; the shared one where it has none. */
  #putWord(part: InputPart, number: string): void {
    const graph = this.#graph;
    const places = graph.integers(
      Array.from({ length: part.width }, (_, at) => at),
      [1, part.width],
    );
    const isOne = graph.node('Equal', [graph.column(number), places]);
    this.#put(part.input, graph.cast(isOne, 'float'));
    this.#unexpected.push(graph.node('Equal', [number, graph.integers([UNKNOWN], [])]));
    this.#missing(part, graph.node('Equal', [number, graph.integers([MISSING], [])]));
  }

  #missing({ indicator }: InputPart, isMissing: string): void {
    if (indicator === this.#layout.unexpected) this.#unexpected.push(isMissing);
    else if (indicator >= 0) this.#put(indicator, this.#graph.column(this.#graph.cast(isMissing, 'float')));
  }

  #put(input: number, value: string): void {
    this.#blocks.push({ input, value });
  }

  /** A truth `[rows]` that is false in each: of no column anything is unexpected. */
  #never(): string {
    const graph = this.#graph;
    const value = graph.node('Gather', [this.#blocks[0]!.value, graph.integers([0], [])], {
      attributes: { axis: 1 },
    });
    return graph.node('Less', [value, value]);
  }
}
