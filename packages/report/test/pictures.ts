import { Random } from '@graph/core';
import { type HistoryFigures, RunHistory, type RunPicture } from '../src/index.js';

const WORDS = ['up', 'down'];

/** A long stream whose model is behind repeating the last label, with many changes of the world. */
export function behindRun(examples = 45_312, seed = 1): RunPicture {
  const random = Random.fromSeed(seed, 'behind');
  const history = new RunHistory();
  let [model, last, majority] = [0.6, 0.85, 0.58];
  const figures = (): HistoryFigures => {
    model += 0.03 * (random.float() - 0.5) + 0.02 * (0.78 - model);
    last += 0.02 * (random.float() - 0.5) + 0.05 * (0.85 - last);
    majority += 0.03 * (random.float() - 0.5) + 0.05 * (0.56 - majority);
    const full = Math.min(1, history.examples / 10_000);
    return {
      metric: { model, 'last class': last, 'majority class': majority },
      loss: { rehearsed: 0.3 + 0.1 * random.float() },
      memory: { up: 4200 * full, down: 5800 * full },
      network: { neurons: 128, edges: 8384 },
      rehearsal: { 'share of recent rows': random.below(3) / 2 },
    };
  };
  for (let row = 0; row < examples; row += 16) {
    history.update(16, 0.69 - 0.3 * Math.min(1, row / 30_000) + 0.2 * (random.float() - 0.5));
    if (random.below(28) === 0) history.event('drift');
    if (history.isDue) history.record(figures());
  }
  const bins = Array.from({ length: 10 }, (_, at) => ({
    predicted: (at + 0.5) / 10,
    observed: Math.min(1, Math.max(0, (at + 0.5) / 10 + (at - 4.5) * -0.03)),
    rows: 200 + 400 * Math.abs(at - 4.5),
  }));
  return {
    name: 'elec',
    points: history.points(figures()),
    metric: {
      name: 'accuracy',
      better: 'higher',
      model: 0.778,
      baselines: { 'last class': 0.853, 'majority class': 0.575 },
    },
    figures: { accuracy: 0.778, logLoss: 0.46, f1: 0.73, rocAuc: 0.85, rows: examples },
    confusion: {
      classes: WORDS,
      counts: [
        [20_411, 5664],
        [4396, 14_841],
      ],
    },
    reliability: bins,
    columns: [
      { name: 'nswprice', type: 'number', worth: 0.17 },
      { name: 'nswdemand', type: 'number', worth: 0.06 },
      { name: 'period', type: 'number', worth: 0.05 },
      { name: 'vicprice', type: 'number', worth: 0.011 },
      { name: 'vicdemand', type: 'number', worth: 0.004 },
      { name: 'transfer', type: 'number', worth: -0.0002 },
    ],
    settings: {
      data: 'elec.csv.gz',
      target: 'class',
      'replay-ratio': 0.5,
      'hidden-layers': [64, 64],
      seed: 42,
    },
    digest: `sha256:${'a9ff8beb'.repeat(8)}`,
    resumeCommand: 'train-online --resume runs/elec --examples 90000',
  };
}

const LEVELS = ['constant', 'linear', 'quadratic', 'sine', 'product', 'threshold', 'mixture of all'];

/** A curriculum of seven levels; without rehearsal, what was learned is lost. */
export function curriculumRun({ forgets }: { readonly forgets: boolean }, examples = 20_000): RunPicture {
  const random = Random.fromSeed(forgets ? 3 : 2, 'curriculum');
  const history = new RunHistory();
  const per = examples / LEVELS.length;
  const matrix: (number | null)[][] = [];
  const known = LEVELS.map(() => Number.NaN);
  let level = 0;
  for (let row = 0; row < examples; row += 16) {
    const now = Math.min(LEVELS.length - 1, Math.floor(row / per));
    if (now > level) {
      matrix.push(known.map((value) => (Number.isNaN(value) ? null : value)));
      level = now;
      history.event('level', `from ${level} to ${level + 1}: learned`);
    }
    const progress = (row - level * per) / per;
    known[level] = 1 - 0.9 * Math.max(0, 0.6 - progress) - 0.03 * random.float();
    for (let before = 0; before < level; before += 1)
      known[before] = forgets
        ? Math.max(-12, known[before]! - 0.02 * (level - before) * random.float())
        : known[before]! * (1 - 0.0003 * random.float());
    history.update(16, 0.002 + 2 * Math.max(0, 0.4 - progress) * (1 + random.float()) * (level + 1));
    if (!history.isDue) continue;
    const levels = Object.fromEntries(LEVELS.map((name, at) => [name, known[at]!]));
    const remembered = Math.min(10_000, row);
    const memory = Object.fromEntries(
      LEVELS.slice(0, level + 1).map((name) => [name, Math.round(remembered / (level + 1))]),
    );
    history.record({ levels, memory, loss: { rehearsed: 0.02 * random.float() } });
  }
  matrix.push(known.map((value) => (Number.isNaN(value) ? null : value)));
  return {
    name: forgets ? 'without rehearsal' : 'with rehearsal',
    points: history.points({}),
    retention: { score: 'R²', levels: LEVELS, trained: LEVELS.map((_, at) => at + 1), matrix },
    settings: { examples, seed: 7, 'replay-ratio': forgets ? 0 : 0.5 },
    digest: `sha256:${'0123abcd'.repeat(8)}`,
    resumeCommand: 'train-online --resume runs/curriculum',
  };
}

/** Long words, 800 classes and 300 columns. */
export function largeRun(): RunPicture {
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
  const classes = Array.from({ length: 800 }, (_, at) => `${word} <${at}> & "more"`);
  const history = new RunHistory({ interval: 16 });
  const random = Random.fromSeed(4, 'large');
  const figures = (): HistoryFigures => ({
    metric: { model: 0.2 + 0.1 * random.float(), 'last class': 0.02, 'majority class': 0.05 },
    memory: Object.fromEntries(classes.map((name, at) => [name, 100 / (at + 1)])),
    experts: Object.fromEntries([word, 'bayes', 'tree'].map((name) => [name, random.float()])),
  });
  for (let row = 0; row < 6000; row += 8) {
    history.update(8, 6 * random.float());
    if (history.isDue) history.record(figures());
  }
  return {
    name: `${word}, ${word}`,
    points: history.points(figures()),
    metric: { name: 'accuracy', better: 'higher', model: 0.25, baselines: { 'majority class': 0.05 } },
    confusion: {
      classes,
      counts: classes.map((_, truth) =>
        classes.map((__, answer) => (truth === answer ? 900 - truth : truth % 7)),
      ),
    },
    columns: Array.from({ length: 300 }, (_, at) => ({
      name: `${word}.${at}`,
      type: 'number',
      worth: 1 / (at + 1),
    })),
    settings: { [word]: word, list: [1, 2, 3], nothing: undefined },
    resumeCommand: `train-online --resume ${word}${word}${word}`,
  };
}

/** A run that has not seen an example. */
export function emptyRun(): RunPicture {
  return { name: 'empty', points: new RunHistory().points() };
}

/** A run of one point. */
export function shortRun(): RunPicture {
  const history = new RunHistory();
  history.update(5, 0.7);
  return {
    name: 'short',
    points: history.points({ metric: { model: 0.4, 'last class': 0.5 } }),
    metric: { name: 'accuracy', better: 'higher', model: 0.4, baselines: { 'last class': 0.5 } },
  };
}
