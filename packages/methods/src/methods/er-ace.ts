import type { Method } from '../method.js';

/**
 * Experience replay with asymmetric cross-entropy: new rows compete only among the classes of their own batch, so that they
 * do not push the outputs of older classes down; rehearsed rows compete among all classes seen. Caccia, Aljundi, Asadi,
 * Tuytelaars, Pineau and Belilovsky, "New Insights on Reducing Abrupt Representation Change in Online Continual Learning"
 * (ICLR 2022), equation 3.
 */
export function erAce(): Method {
  return {
    kind: 'er-ace',
    options: {},
    begin: (work) => ({
      learn() {
        const { fresh } = work;
        const loss = work.step([fresh.ofLabels(1, fresh.classes), work.recall().ofLabels(1, work.seen)]);
        work.remember();
        return loss;
      },
    }),
  };
}
