// What one frame of the page costs in CPU time, without the browser's own part: pnpm bench
import { Lesson } from '../dist/modules/lesson/lesson.js';
import { USUAL } from '../dist/modules/lesson/settings.js';
import { Surface } from '../dist/modules/page/surface.js';

const lesson = new Lesson(USUAL, 1);
const surface = new Surface();
const palette = /** @type {const} */ ([
  [0, 0, 0],
  [128, 128, 128],
  [255, 255, 255],
]);
const paint = () => {
  while (!surface.paintStrip(lesson.contenders[1], palette));
};

const step = measure(2000, () => lesson.step());
const picture = measure(200, paint);
const judge = measure(200, () => lesson.contenders[1].accuracies());
// 200 steps a second of 60 frames, both pictures, both networks judged at every fifteenth frame.
const frame = (200 / 60) * step + 2 * picture + (2 / 15) * judge;
for (const [what, milliseconds] of Object.entries({
  'a step of both': step,
  'a picture': picture,
  'a judgement': judge,
  'a frame': frame,
}))
  console.log(`${what.padEnd(16)} ${milliseconds.toFixed(2).padStart(6)} ms`);
console.log(`a frame has       16.67 ms at 60 a second`);

/** @param {number} times @param {() => void} act */
function measure(times, act) {
  for (let warm = 0; warm < times / 10; warm += 1) act();
  const { user } = process.cpuUsage();
  for (let time = 0; time < times; time += 1) act();
  return (process.cpuUsage().user - user) / 1000 / times;
}
