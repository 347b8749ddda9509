import type { Method } from '../method.js';

/**
 * Averaged gradient episodic memory: a step that would make the loss of remembered rows worse loses just the part of its
 * direction that does. Chaudhry, Ranzato, Rohrbach and Elhoseiny, "Efficient Lifelong Learning with A-GEM" (ICLR 2019),
 * equation 11. The remembered rows are those of past tasks there: give the learner `otherTasksOnly`.
 */
export function aGem(): Method {
  return {
    kind: 'a-gem',
    options: {},
    begin(work) {
      const { manual } = work.network;
      const gradient = new Float32Array(manual.parameterCount);
      const reference = new Float32Array(manual.parameterCount);
      return {
        learn() {
          const old = work.recall();
          const loss = work.gradient([work.fresh.ofLabels()], gradient);
          if (old.size > 0) {
            work.gradient([old.ofLabels()], reference);
            project(gradient, reference);
          }
          manual.apply(gradient);
          work.remember();
          return loss;
        },
      };
    },
  };
}

/** Takes from `g` what goes against `r`: g − (g·r / r·r) r, if g·r < 0. */
function project(g: Float32Array, r: Float32Array): void {
  let [along, square] = [0, 0];
  for (let at = 0; at < g.length; at += 1) along += g[at]! * r[at]!;
  for (let at = 0; at < g.length; at += 1) square += r[at]! * r[at]!;
  if (along >= 0 || square === 0) return;
  for (let at = 0; at < g.length; at += 1) g[at] = g[at]! - (along / square) * r[at]!;
}
