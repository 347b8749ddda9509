import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Parts } from './simulate.js';

const SOURCES = new URL('../../src/', import.meta.url);

type Change = readonly [file: string, text: string, instead: string];

/** One way to be wrong: in which files, which text, and what it becomes. */
export type Mutant = Change | readonly Change[];

const TABLE = 'memory/memory-state-table.ts';
const MODELS = 'models/keyed-models.ts';
const WORKER = 'worker/worker.ts';
const FENCE = 'at.epoch !== lease.epoch || at.position !== lease.position';

/** Ways to be wrong, by what they do. Each is found by some world. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'fences by the owner instead of the epoch': [TABLE, FENCE, 'at.owner !== lease.owner'],
  'fences by the epoch alone, so that a doubled commit goes back': [TABLE, FENCE, 'at.epoch !== lease.epoch'],
  'does not fence': [TABLE, FENCE, 'lease.epoch < 0'],
  'fences by the lease that has run out': [TABLE, FENCE, 'at.until <= this.#now()'],
  'keeps the epoch when a partition changes hands, and fences by it': [
    [TABLE, '      at.epoch += 1;\n', ''],
    [TABLE, FENCE, 'at.epoch !== lease.epoch'],
  ],
  'writes the position before the states, in two transactions': [
    TABLE,
    '    for (const [key, state] of commit.states)',
    '    at.position = commit.position;\n    if (this.#now() % 5 === 0) throw new Error("died between");\n    for (const [key, state] of commit.states)',
  ],
  'writes the states before it looks at the fence': [
    TABLE,
    `    if (${FENCE})`,
    `    for (const [key, state] of commit.states) at.states.set(key, state.slice());\n    if (${FENCE})`,
  ],
  'writes outputs outside of the transaction': [
    TABLE,
    `    if (${FENCE})`,
    `    for (const each of commit.outputs) at.outputs.set(each.sequence, each);\n    if (${FENCE})`,
  ],
  'loses one state of a commit': [
    TABLE,
    'for (const [key, state] of commit.states)',
    'for (const [key, state] of [...commit.states].slice(0, 2))',
  ],
  'prolongs a lease without comparing the epoch, and goes on with what it is told': [
    [TABLE, 'leases.filter(({ partition, epoch }) => this.#at(partition).epoch === epoch)', 'leases'],
    [
      WORKER,
      'if (now?.epoch !== mine.epoch || now.position !== mine.position) this.#drop(mine.partition);',
      'this.#held.get(mine.partition)!.lease = now!;',
    ],
  ],
  'keeps its memory after FENCED': [
    WORKER,
    '        this.#drop(partition);\n        failures',
    '        failures',
  ],
  'commits once more after FENCED, at the epoch that there is': [
    WORKER,
    'held.lease = await table.commit(lease, commit, leaseMs);',
    `held.lease = await table.commit(lease, commit, leaseMs).catch(async (error) => {
      if (error.code !== 'FENCED') throw error;
      const { epoch, position } = (await table.status())[lease.partition]!;
      return table.commit({ ...lease, epoch, position }, commit, leaseMs);
    });`,
  ],
  'says >= where it means >': [
    'worker/read-next.ts',
    'const events = isKnown ? found.slice(1) : found;',
    'const events = found;',
  ],
  'does not look whether the log is the one that it was': [
    'worker/read-next.ts',
    'isKnown && hashEvent(first) !== positionHash',
    'isKnown && position < 0',
  ],
  'does not look whether the log ends before the position': [
    'worker/read-next.ts',
    'bounds.last < position',
    'bounds.last < 0',
  ],
  'does not wait for the lease to run out, and shares the epoch': [
    TABLE,
    'if (at.until > now) continue;\n      at.owner = owner;\n      at.epoch += 1;',
    'at.owner = owner;\n',
  ],
  'keeps what a poisoned event has half done': [
    MODELS,
    'live.learner = await this.#rebuild(event, loaded);',
    'await this.#rebuild(event, loaded);',
  ],
  'rebuilds without the events since the last commit': [
    MODELS,
    'for (const event of this.#since)',
    'for (const event of [] as KeyedEvent[])',
  ],
  'applies a poisoned event once more when it rebuilds': [
    MODELS,
    '          this.#asleep.set(key, this.#pack(live));\n        }',
    '        }',
  ],
  'forgets a learner that has to sleep before the commit': [
    MODELS,
    'if (this.#changed.has(key)) this.#asleep.set(key, this.#pack(live));',
    '',
  ],
  'keeps what sleeps beyond the commit': [MODELS, '    this.#asleep.clear();\n', ''],
  'drops the events of a quarantined key': [
    MODELS,
    "aside.push({ event, reason: 'its key is quarantined' });",
    ';',
  ],
};

/** Puts a mutant into a copy of the sources, and loads that. @returns the parts, and what removes the copy. */
export async function loadMutant(
  name: string,
  mutant: Mutant,
): Promise<{ readonly parts: Parts; readonly remove: () => void }> {
  const folder = name.replaceAll(/\W+/g, '-');
  const copy = new URL(`../../dist-mutant-${process.pid}-${folder}/`, import.meta.url);
  const remove = (): void => rmSync(copy, { recursive: true, force: true });
  remove();
  cpSync(SOURCES, copy, { recursive: true });
  const changes = typeof mutant[0] === 'string' ? [mutant as Change] : (mutant as readonly Change[]);
  for (const [file, text, instead] of changes) {
    const path = new URL(file, copy);
    const source = readFileSync(path, 'utf8');
    if (source.split(text).length !== 2) throw new Error(`${file} does not hold the mutant's text once`);
    writeFileSync(
      path,
      source.replace(text, () => instead),
    );
  }
  return { parts: (await import(new URL('index.ts', copy).pathname)) as Parts, remove };
}
