// What remembering a run costs, beside the plainest thing that could be kept, and how long and large a page is.
import { RunHistory, renderReport } from '../dist/index.js';

const EXAMPLES = 1_000_000;
const BATCH = 16;

const cpu = (work) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const figures = (at) => ({
  metric: { model: (at % 97) / 97, 'last class': 0.5, 'majority class': 0.4 },
  memory: { a: at % 1000, b: 1000 - (at % 1000) },
  network: { neurons: 128, edges: 8384 },
});

const history = new RunHistory();
const losses = [];
const plain = cpu(() => {
  for (let at = 0; at < EXAMPLES; at += BATCH) losses.push((at * 7919) % 101);
});
const recording = cpu(() => {
  for (let at = 0; at < EXAMPLES; at += BATCH) {
    history.update(BATCH, (at * 7919) % 101);
    if (history.isDue) history.record(figures(at));
  }
});
let page = '';
const drawing = cpu(() => {
  page = renderReport([
    {
      name: 'bench',
      points: history.points(),
      metric: { name: 'accuracy', better: 'higher', model: 0.5, baselines: {} },
    },
  ]);
});
console.log(`${EXAMPLES / BATCH} steps, ${EXAMPLES} examples`);
console.log(`a list of losses   ${plain.toFixed(3)} CPU-s`);
console.log(`RunHistory         ${recording.toFixed(3)} CPU-s, ${history.points().ends.length} points`);
console.log(`renderReport       ${drawing.toFixed(3)} CPU-s, ${Buffer.byteLength(page)} bytes`);
