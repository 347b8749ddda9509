import { folded } from './folded.js';
import { duration, grouped } from './format.js';

/** What a person wants to know while a run goes on. */
export type ProgressSample = {
  readonly examples: number;
  /** Where the run ends; undefined when only the user knows. */
  readonly target: number | undefined;
  /** What stands at the end of the line, e.g. `level 3 Text patterns  loss 0.0213`. */
  readonly detail: string;
};

/** Where the lines go: a part of `process.stderr`. */
export type ProgressStream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

const REDRAW_MS = 100;

/**
 * Shows how a run goes on: on a terminal one line that is rewritten, elsewhere plain lines at 1, 2, 4, 8, … thousand
 * examples, so that a log file holds no bars.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #rewrites: boolean;
  readonly #startedMs: number;
  readonly #startExamples: number;
  readonly #now: () => number;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #nextPlain = 1000;
  #drawn = false;

  constructor(
    stream: ProgressStream,
    startExamples: number,
    environment = process.env,
    now: () => number = () => performance.now(),
  ) {
    this.#stream = stream;
    this.#rewrites = stream.isTTY === true && environment['TERM'] !== 'dumb';
    this.#now = now;
    this.#startedMs = now();
    this.#startExamples = startExamples;
    while (this.#nextPlain <= startExamples) this.#nextPlain *= 2;
  }

  /** Tells whether a call of `show` would draw now, so that nothing is composed for nothing. */
  isDue(examples: number): boolean {
    return this.#rewrites ? this.#now() - this.#drawnMs >= REDRAW_MS : examples >= this.#nextPlain;
  }

  /** Draws the sample. */
  show(sample: ProgressSample): void {
    const line = this.#compose(sample);
    if (this.#rewrites) {
      this.#drawnMs = this.#now();
      this.#stream.write(`\r\u001B[2K${line.slice(0, Math.max((this.#stream.columns ?? 80) - 1, 20))}`);
      this.#drawn = true;
    } else {
      while (this.#nextPlain <= sample.examples) this.#nextPlain *= 2;
      this.#stream.write(`${line}\n`);
    }
  }

  /** Writes a whole line above the progress line. */
  log(line: string): void {
    this.clear();
    this.#stream.write(`${folded(line, this.#rewrites ? this.#stream.columns : undefined)}\n`);
  }

  /** Takes the progress line away, so that other output starts on a clean line. */
  clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001B[2K');
    this.#drawn = false;
    this.#drawnMs = Number.NEGATIVE_INFINITY;
  }

  #compose({ examples, target, detail }: ProgressSample): string {
    const seconds = (this.#now() - this.#startedMs) / 1000;
    const rate = (examples - this.#startExamples) / Math.max(seconds, 1e-9);
    const known = target !== undefined && target > 0;
    const done = known ? `${grouped(examples)}/${grouped(target)}` : grouped(examples);
    const eta = known ? `  ETA ${duration((target - examples) / Math.max(rate, 1e-9))}` : '';
    return `${done}  ${grouped(Math.round(rate))}/s${eta}  ${duration(seconds)}  ${detail}`;
  }
}
