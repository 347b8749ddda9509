import { check } from '../check.js';

/** Checks what all consolidation methods have in common. @throws LearnerError `OPTION` */
export function checkStrength(strength: number, importance: string): void {
  check.number('strength', strength, { min: 0, max: Number.MAX_VALUE });
  check.oneOf('importance', importance, ['relative', 'absolute']);
}
