import { StreamError } from '../stream-error.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { yesNoWords } from '../values/yes-no.js';
import { dateNotationOf } from './date-notation-of.js';
import { type InferredNumbers, numbersOf, type Say, sayNotation, saySentinels } from './infer-columns.js';
import { numberFrame } from './number-frame.js';
import { type ColumnProfile, isBoolean, mostly } from './profile-column.js';
import type { TargetSchema, Task } from './schema.js';
import type { SchemaOptions } from './schema-options.js';

/** A target in the first rows: once with the usual words for "no value" as missing, once as they stand. */
export type TargetProfiles = {
  readonly profile: ColumnProfile;
  /** Only the empty cell is missing: so a class may be called `None`. */
  readonly literal: ColumnProfile;
};

/**
 * Decides what a target is.
 *
 * @throws StreamError `EMPTY` without a value, `OPTION` where it cannot be predicted, with what to do.
 */
export function targetSchema(
  { profile, literal }: TargetProfiles,
  options: SchemaOptions,
  source: string,
  say: Say,
): TargetSchema {
  const { name } = profile;
  const place = { source, column: name };
  const refuse = (message: string): StreamError =>
    new StreamError('OPTION', `${source}: the target "${name}" ${message}`, { place });
  if (literal.present === 0)
    throw new StreamError('EMPTY', `${source}: the target "${name}" has no value in the first rows`, {
      place,
    });
  const numbers = numbersOf(profile, options);
  const task = options.task ?? taskOf(profile, numbers);
  if (task === 'regression') {
    if (numbers === undefined && profile.numbers === 0)
      throw refuse('holds no numbers, a regression needs them; is it a class?');
    return regression(profile, numbers, options, say);
  }
  const plain = { name, task, origin: 0, scale: 1 } as const;
  if (task === 'class') {
    if (options.task === undefined) checkClasses(literal, refuse);
    return plain;
  }
  if (isBoolean(profile) || mostly(profile.zeroOnes + profile.booleans, profile.present))
    return options.task === undefined ? withWords(plain, profile) : plain;
  const values = twoValues(profile.distinct.size === 2 ? profile : literal);
  if (values === undefined)
    throw refuse(
      `holds ${literal.distinct.size} different values, a binary target has two: leave --task out, or give --task multiclass`,
    );
  say({ kind: 'task', column: name, message: `${name}: ${values[0]} is taken as no, ${values[1]} as yes` });
  return { ...plain, values };
}

function regression(
  profile: ColumnProfile,
  numbers: InferredNumbers | undefined,
  options: SchemaOptions,
  say: Say,
): TargetSchema {
  const { name } = profile;
  const { values, notation, sentinels } = numbers ?? {
    values: profile.values,
    notation: undefined,
    sentinels: [],
  };
  sayNotation(name, 'number', notation, say);
  saySentinels(name, sentinels, say);
  if (options.task === undefined && profile.distinct.size === 2 && profile.present >= 20)
    say({
      kind: 'task',
      column: name,
      message: `${name}: regression, since its values are numbers; there are two of them (${[...profile.distinct].join(' and ')}): --task binary takes them as no and yes, --task multiclass as classes`,
    });
  return {
    name,
    task: 'regression',
    ...numberFrame(values.filter((value) => !sentinels.includes(value))),
    ...(notation === undefined ? {} : { notation }),
    ...(sentinels.length === 0 ? {} : { sentinels }),
  };
}

function taskOf(profile: ColumnProfile, numbers: InferredNumbers | undefined): Task {
  if (isBoolean(profile)) return 'binary';
  if (numbers === undefined || profile.codes > 0) return 'class';
  return numbers.values.every((value) => value === 0 || value === 1) ? 'binary' : 'regression';
}

/** A yes or no that is one by looking at it remembers its words: there may be a third value. */
function withWords(target: TargetSchema, { distinct }: ColumnProfile): TargetSchema {
  const words = yesNoWords(distinct);
  return words[0] === '0' && words[1] === '1' ? target : { ...target, words };
}

/** Refuses what has a value of its own for each row: nothing can be learned about the next one. */
function checkClasses(profile: ColumnProfile, refuse: (message: string) => StreamError): void {
  const { distinct, present, phrases } = profile;
  const dates = dateNotationOf(profile, undefined);
  if (dates !== undefined && present >= 20 && distinct.size * 10 > present)
    throw refuse(
      'holds dates, which cannot be predicted as they are: make a number of it, such as the days until then, or choose another --target',
    );
  const isSentence = phrases * 2 > present && distinct.size * 10 >= present * 9 && present >= 20;
  if (isSentence || (present >= 100 && distinct.size * 100 >= present * 98))
    throw refuse(
      `has another value in nearly each row (${distinct.size} in ${present}${example(distinct)}): an id or free text cannot be predicted; choose another --target, or give --task multiclass if they are classes`,
    );
}

function example(distinct: ReadonlySet<string>): string {
  const [first] = distinct;
  return first === undefined ? '' : `, such as ${JSON.stringify(first.slice(0, 40))}`;
}

/** Any two values as no and yes: numbers by their size, words by what they say, else in the order of their letters. */
function twoValues({ distinct }: ColumnProfile): readonly [string, string] | undefined {
  const [first, second, ...others] = [...distinct].sort();
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  const swap = parseBoolean(first) === 1 || parseBoolean(second) === 0 || Number(first) > Number(second);
  return swap ? [second, first] : [first, second];
}
