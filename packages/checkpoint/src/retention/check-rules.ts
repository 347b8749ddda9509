import { check } from '../check.js';
import type { RetentionRule } from './rules.js';

/** Checks one rule. @param name - what messages call it. @returns the rule. */
export function checkRule(name: string, rule: RetentionRule): RetentionRule {
  if (typeof rule !== 'object' || rule === null)
    throw check.error(`${name} is not a rule, such as keepLast(5)`);
  check.oneOf(`${name}: keep`, rule.keep, ['last', 'best', 'every', 'period']);
  if (rule.keep === 'best') check.oneOf(`${name}: mode`, rule.mode, ['min', 'max']);
  const count =
    rule.keep === 'every' ? rule.examples : rule.keep === 'period' ? rule.milliseconds : rule.count;
  check.wholeNumber(name, count, { min: 1 });
  return rule;
}

/** Checks a list of rules. */
export function checkRules(name: string, rules: readonly RetentionRule[]): void {
  if (!Array.isArray(rules)) throw check.error(`${name} is not a list of rules, such as [keepLast(5)]`);
  for (const [index, rule] of rules.entries()) checkRule(`${name}[${index}]`, rule);
}
