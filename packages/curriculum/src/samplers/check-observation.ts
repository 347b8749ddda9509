import { CurriculumError } from '../errors.js';

/** @throws CurriculumError `OBSERVATION` if there is no such level, or the loss is not finite. */
export function checkObservation(level: number, levels: number, loss: number): void {
  if (!(Number.isInteger(level) && level >= 1 && level <= levels && Number.isFinite(loss)))
    throw new CurriculumError(
      'OBSERVATION',
      `level is ${level} and loss ${loss}, wanted a level from 1 to ${levels} and a finite loss`,
    );
}
