import { Random } from '@graph/core';

const SEGMENT = 5000;
const SEGMENTS = 7;

/** Makes a stream: `levels` are the means of its segments, each reached within `width` rows. */
function stream(name, seed, draw, levels, width) {
  const random = Random.fromSeed(seed, name);
  const values = Float64Array.from({ length: SEGMENT * SEGMENTS }, (_, row) => {
    const segment = Math.floor(row / SEGMENT);
    const into = row - segment * SEGMENT;
    const isOld = segment > 0 && into < width && random.float() >= into / width;
    return draw(random, levels[(isOld ? segment - 1 : segment) % levels.length]);
  });
  const changes =
    levels.length === 1 ? [] : Array.from({ length: SEGMENTS - 1 }, (_, at) => (at + 1) * SEGMENT);
  // A change that takes a while may be found until 1,000 rows after its end.
  return { name, values, changes, tolerance: width + 1000 };
}

const wrong = (random, level) => (random.float() < level ? 1 : 0);
// Mean of 4 uniform numbers around the level, 0.2 wide to each side.
const loss = (random, level) =>
  level - 0.2 + 0.1 * (random.float() + random.float() + random.float() + random.float());
// The same mean, another spread: 'wide' 3 times as wide.
const spread = (random, level) =>
  0.5 + (level === 'wide' ? 0.45 : 0.15) * (random.float() + random.float() - 1);

export function driftStreams(seed) {
  return [
    stream('errors, abrupt rises 5, 15, … 65 %', seed, wrong, [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65], 0),
    stream(
      'errors, gradual rises (1000 rows)',
      seed,
      wrong,
      [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65],
      1000,
    ),
    stream('errors, 20 % and 40 % in turn', seed, wrong, [0.2, 0.4], 0),
    stream('losses, abrupt rises of 0.1', seed, loss, [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], 0),
    stream('losses, same mean, other spread', seed, spread, ['narrow', 'wide'], 0),
    stream('errors, nothing changes (20 %)', seed, wrong, [0.2], 0),
    stream('losses, nothing changes', seed, loss, [0.3], 0),
  ];
}
