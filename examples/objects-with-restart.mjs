// One object at a time: predict, learn, and carry on after a restart as if there had been none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Random } from '@graph/core';
import { openModel } from '@graph/online/node';

const folder = mkdtempSync(`${tmpdir()}/example-`);
const random = Random.fromSeed(42, 'orders');

function nextOrder() {
  const [amount, country] = [random.below(1000), ['DE', 'NO', 'FR'][random.below(3)]];
  return { amount, country, fraud: amount > (country === 'NO' ? 300 : 800) };
}

let service = await openModel(folder, { target: 'fraud', seed: 42 }); // a new model, or the one in the folder
for (let order = 0; order < 600; order += 1) service.model.learnOne(nextOrder());
await service.close(); // saves, and lets go of the folder

service = await openModel(folder, { target: 'fraud', seed: 42 });
console.log(service.model.examples); //> 600
for (let order = 0; order < 600; order += 1) service.model.learnOne(nextOrder());
console.log(service.model.predictOne({ amount: 500, country: 'NO' }).value); //> true
console.log(service.model.predictOne({ amount: 500, country: 'DE' }).value); //> false
const { accuracy, baselineAccuracy } = service.model.report(); // each row was predicted before it was learned from
console.log(Number(accuracy) > 0.9, Number(baselineAccuracy) < 0.7); //> true true
await service.close();
rmSync(folder, { recursive: true });
