import { type StepResult, type StreamReport, TableStream, type TrainingSession } from '@graph/online';
import { type HistoryFigures, type HistoryPoints, RunHistory } from '@graph/report';
import { packHistory, type SavedHistory, unpackHistory } from './saved-history.js';
import { GUESSES, metricOf } from './stream-guesses.js';

/** Held-out figures and the memory cost a look at many rows: they are taken at one of so many points. */
const LOOK_EVERY = 16;

/** Examples of the first points: the figures of a table cost more than those of the curriculum. */
const INTERVAL = { curriculum: 64, table: 256 };

/** Records the course of a run. It depends on the rows alone: a run that was stopped and resumed has the same. */
export class RunRecorder {
  readonly #session: TrainingSession;
  readonly #history: RunHistory;
  readonly #isTable: boolean;
  readonly #sums: Record<string, number>;
  #looked: HistoryFigures;

  /** @param saved - of the run that is resumed. */
  constructor(session: TrainingSession, saved: SavedHistory | undefined) {
    this.#session = session;
    this.#isTable = session.stream instanceof TableStream;
    const interval = INTERVAL[this.#isTable ? 'table' : 'curriculum'];
    this.#history = saved === undefined ? new RunHistory({ interval }) : unpackHistory(saved.history);
    this.#sums = { ...saved?.sums };
    this.#looked = saved?.looked ?? {};
  }

  /** Takes in a step. */
  stepped({ rows, loss, change }: StepResult): void {
    const history = this.#history;
    history.update(rows, loss);
    if (change !== undefined)
      history.event('level', `${change.kind === 'advance' ? 'advance' : 'back'} to level ${change.to}`);
    if (history.isDue) history.record(this.#figures());
  }

  /** What a manifest keeps, for `report` and for a run that is resumed. */
  save(): SavedHistory {
    return { history: packHistory(this.#history), sums: { ...this.#sums }, looked: this.#looked };
  }

  /** The course so far. */
  points(): HistoryPoints {
    return this.#history.points();
  }

  #figures(): HistoryFigures {
    const { learner, stream, averageRehearsedLoss } = this.#session;
    const { nodes, edgeFrom } = learner.network.graph;
    const isLook = Math.floor(this.#history.examples / this.#history.interval) % LOOK_EVERY === 0;
    const report = this.#isTable || isLook ? stream.report(learner.network, { isFinal: false }) : {};
    if (isLook && stream.domains.length > 1)
      this.#looked = { memory: this.#memory(), ...this.#levels(report) };
    return {
      loss: { rehearsed: this.#mean('rehearsed', learner.stats().rehearsedRows, averageRehearsedLoss) },
      network: { neurons: nodes.length, edges: edgeFrom.length },
      ...this.#looked,
      ...this.#metrics(report),
    };
  }

  #levels({ levels, retention }: StreamReport): HistoryFigures {
    if (levels === undefined || retention === undefined) return {};
    const begun = levels.filter(({ examples }) => examples > 0);
    return {
      levels: Object.fromEntries(begun.map(({ level, name, heldOut }) => [`${level} ${name}`, heldOut.r2])),
    };
  }

  #metrics({ metrics }: StreamReport): HistoryFigures {
    if (metrics === undefined) return {};
    const of = metricOf(metrics);
    const figures = metrics.targets?.[0] ?? metrics;
    const values = Object.entries({ model: '', ...GUESSES[of] }).map(([name, guess]) => {
      const key = guess === '' ? of : `${guess}${of[0]!.toUpperCase()}${of.slice(1)}`;
      // A row that was predicted before any label had come counts neither for the model nor for a guess.
      return [name, this.#mean(name, metrics.scoredRows ?? metrics.rows, figures[key])];
    });
    const found = metrics.drifts?.found ?? 0;
    for (let drift = this.#sums['drifts'] ?? 0; drift < found; drift += 1) this.#history.event('drift');
    this.#sums['drifts'] = found;
    const experts = metrics.experts?.map(({ name, weight }) => [name, weight] as const);
    return {
      metric: Object.fromEntries(values),
      ...(experts === undefined ? {} : { experts: Object.fromEntries(experts) }),
    };
  }

  #memory(): Record<string, number> {
    const { memory, stream } = this.#session;
    const { domains = [] } = memory.statistics(['domains']).byValue;
    return Object.fromEntries(
      domains.map(({ value, rows }) => [stream.domains[value] ?? String(value), rows]),
    );
  }

  /** The mean since the last point of what has such a mean over so many rows. */
  #mean(name: string, rows: number, mean: unknown): number | null {
    if (typeof mean !== 'number') return null;
    const sum = mean * rows;
    const before = { rows: this.#sums[`${name} rows`] ?? 0, sum: this.#sums[name] ?? 0 };
    this.#sums[`${name} rows`] = rows;
    this.#sums[name] = sum;
    return rows > before.rows ? (sum - before.sum) / (rows - before.rows) : null;
  }
}
