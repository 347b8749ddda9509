import type { LevelChange, TrainingSession, TrainingStream } from '@graph/online';
import { grouped, short } from '../terminal/format.js';
import { printable } from '../terminal/printable.js';
import { Progress } from '../terminal/progress.js';
import { inWords } from '../terminal/system-words.js';

const STATISTICS_EVERY = 1000;

/** What a run says on standard error while it trains. */
export class RunDisplay {
  readonly #verbose: number;
  readonly #progress: Progress;
  #statisticsAt: number | undefined;
  #hasWaited = false;

  /**
   * @param verbose - 0 to say nothing.
   * @param examples - where the run begins.
   */
  constructor(verbose: number, examples: number) {
    this.#verbose = verbose;
    this.#progress = new Progress(process.stderr, examples);
  }

  /** Writes a line, unless nothing is to be said. */
  readonly say = (line: string): void => {
    if (this.#verbose > 0) this.#progress.log(printable(line));
  };

  /** Writes a line in any case. */
  warn(line: string): void {
    this.#progress.log(printable(inWords(line)));
  }

  levelChanged({ kind, from, to, reason }: LevelChange): void {
    this.say(`${kind === 'advance' ? 'advance' : 'back'} from level ${from} to ${to}: ${reason}`);
  }

  /** Shows how far the run is, when it is time to. */
  step(session: TrainingSession, target: number | undefined): void {
    if (this.#verbose === 0) return;
    const { examples } = session;
    if (this.#progress.isDue(examples)) {
      const { smoothedLoss } = session.learner.stats();
      const detail = `${progressOf(session.stream)}  loss ${short(smoothedLoss)}`;
      this.#progress.show({ examples, target, detail });
    }
    if (this.#verbose < 2) return;
    const at = Math.floor(examples / STATISTICS_EVERY);
    if (at !== (this.#statisticsAt ?? at)) this.say(statisticsLine(session));
    this.#statisticsAt = at;
  }

  /** Says once that no rows come. */
  waiting(examples: number): void {
    if (this.#hasWaited) return;
    this.#hasWaited = true;
    const end = examples === 0 ? 'Ctrl-C ends' : 'Ctrl-C saves and ends';
    this.say(`waiting for rows; ${grouped(examples)} so far. ${end}`);
  }

  /** Takes the progress line away. */
  clear(): void {
    this.#progress.clear();
  }
}

function progressOf(stream: TrainingStream): string {
  const progress = stream.progress();
  if ('level' in progress) return `level ${progress.level} ${progress.name}`;
  return `${progress.metric === 'mae' ? 'MAE' : progress.metric} ${short(progress.value)}`;
}

function statisticsLine(session: TrainingSession): string {
  const { memory, learner, stream } = session;
  const { averageLoss, smoothedLoss, trainedRows, consolidations } = learner.stats();
  return `${grouped(session.examples)} examples  ${progressOf(stream)}  loss ${short(smoothedLoss)} (average ${short(averageLoss)})  trained ${grouped(trainedRows)}  memory ${grouped(memory.size)}  consolidations ${consolidations}`;
}
