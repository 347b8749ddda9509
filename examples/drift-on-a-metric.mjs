// Any number that arrives again and again can be watched: here the latency of a service, which gets slower by 10 %.
import { Random } from '@graph/core';
import { Adwin } from '@graph/evaluation';

const random = Random.fromSeed(42, 'latency');
let detector = new Adwin({ delta: 0.001 });
for (let request = 0; request < 20_000; request += 1) {
  // 20 to 60 ms until request 10,000, then 24 to 64.
  const milliseconds = 20 + 40 * random.float() + (request < 10_000 ? 0 : 4);
  if (detector.update(milliseconds / 100)) console.log(`request ${request}: the latency has changed`); //> request 10399: the latency has changed
  // A restart in between changes nothing: the detector's state is plain data.
  if (request === 9000) detector = Adwin.from(structuredClone(detector.state()));
}
