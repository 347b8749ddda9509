// Labels come days later: a row that was predicted with an id waits, and is scored by what was predicted then.
import { Random } from '@graph/core';
import { OnlineModel } from '@graph/online';

const DAY = 86_400;
const random = Random.fromSeed(42, 'loans');
const model = new OnlineModel({ target: 'repaid', labelWait: { time: 30 * DAY } });

/** @type {{ id: string, repaid: boolean, due: number }[]} */
const open = [];
for (let hour = 0; hour < 2000; hour += 1) {
  const time = hour * 3600; // your clock, never ours
  const loan = { sum: random.below(10_000), income: 500 + random.below(3000) };
  const id = `loan ${hour}`;
  model.predictOne(loan, { id, time });
  // The answer takes 2 to 12 days; of every tenth loan nothing is heard again.
  if (hour % 10 > 0)
    open.push({ id, repaid: loan.sum < 2 * loan.income, due: time + (2 + random.below(10)) * DAY });
  for (const [at, { id: answered, repaid, due }] of open.entries())
    if (due <= time) {
      model.labelOne(answered, repaid, { time });
      open.splice(at, 1);
      break;
    }
}
console.log(model.labelOne('loan 0', true, { time: 2000 * 3600 }).status); //> expired
console.log(model.labelOne('loan 1', true, { time: 2000 * 3600 }).status); //> labelled
const { accuracy, expired } = model.report();
console.log(Number(accuracy) > 0.85, Number(expired) > 100); //> true true
