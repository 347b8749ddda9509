import { WHEN_FINISHED } from '@graph/online';
import { choice, names, realNumber, type Setting, toggle, wholeNumber } from './setting.js';

/** What can be said about levels: which there are, and when the next one comes. */
export const curriculumSettings = {
  levels: names({
    group: 'CURRICULUM',
    metavar: 'FILES',
    default: [],
    free: true,
    help: 'Levels of your own: tables of the same columns, the easiest first, with --target; one row in eight is held out.',
  }),
  'start-level': wholeNumber({ group: 'CURRICULUM', min: 1, max: 7, default: 1, help: 'First level.' }),
  'max-level': wholeNumber({ group: 'CURRICULUM', min: 1, max: 7, default: 7, help: 'Last level.' }),
  'examples-per-level': wholeNumber({
    group: 'CURRICULUM',
    min: 1,
    default: 500,
    help: 'Examples after which the next level begins.',
  }),
  order: choice<string>({
    group: 'CURRICULUM',
    metavar: 'NAME',
    options: ['curriculum', 'shuffled'],
    default: 'curriculum',
    help: 'Level after level, or all mixed from the start (the upper bound to compare with).',
  }),
  // biome-ignore lint/suspicious/noThenProperty: a flag's name; nothing awaits this table.
  then: choice<string>({
    group: 'CURRICULUM',
    metavar: 'NAME',
    options: WHEN_FINISHED,
    default: 'unlearned',
    help: 'Where rows come from after the last level: levels by what of them is not learned, or by another rule; last goes on with it.',
  }),
  'advance-loss': realNumber<number | undefined>({
    group: 'CURRICULUM',
    metavar: 'X',
    default: undefined,
    range: 'a finite number over 0',
    accepts: (value: number) => value > 0,
    help: 'Advance earlier when the smoothed loss stays under X.',
  }),
  'allow-regression': toggle({
    group: 'CURRICULUM',
    default: false,
    help: 'Go back a level when the smoothed loss rises over --regression-loss.',
  }),
  'regression-loss': realNumber<number | undefined>({
    group: 'CURRICULUM',
    metavar: 'X',
    default: undefined,
    range: 'a finite number over 0',
    accepts: (value: number) => value > 0,
    help: 'See --allow-regression.',
  }),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>;

/** What says nothing where levels are files: all of them are learned, their rows in no order. */
export const NOT_OF_LEVELS: readonly string[] = ['start-level', 'max-level', 'on-drift', 'label-delay'];
