import type { KeyedOutput, NewEvent, SetAside, StateTable } from '../../src/index.js';
import { packState } from '../../src/index.js';
import { Toy } from './toy.js';

/** The world is not as if nothing had happened. */
export class Broken extends Error {}

type Expected = {
  readonly toy: Toy;
  position: number;
  quarantined: boolean;
  packed?: Uint8Array | undefined;
};

/** Folds a partition's events as they come, and holds the table against that: nothing that happens on the way may show. */
export class Oracle {
  readonly #partition: number;
  readonly #events: readonly NewEvent[];
  readonly #keys: Map<string, Expected> = new Map();
  readonly #outputs: (Uint8Array | undefined)[] = [];
  #position = 0;
  #epoch = 0;

  constructor(partition: number, events: readonly NewEvent[]) {
    this.#partition = partition;
    this.#events = events;
  }

  /** Looks at what is committed. */
  async check(table: StateTable, { position, epoch }: { position: number; epoch: number }): Promise<void> {
    if (position < this.#position || epoch < this.#epoch) this.#broken('went back');
    const from = this.#position;
    for (; this.#position < position; this.#position += 1) this.#fold(this.#events[this.#position]!);
    this.#epoch = epoch;
    const states = await table.load(this.#partition, [...this.#keys.keys()]);
    for (const [key, expected] of this.#keys) {
      const found = states.get(key);
      // A key that had nothing but a release needs no state.
      if (found === undefined && expected.position === 0) continue;
      if (found === undefined) this.#broken(`has no state of ${key} at ${position}`);
      expected.packed ??= packState('toy', { ...expected, state: expected.toy.state() });
      if (!equal(found, expected.packed)) this.#broken(`has another state of ${key} at ${position}`);
    }
    const outputs = await table.outputs(this.#partition, from, 1000);
    const aside = await table.aside(this.#partition, from, 1000);
    this.#compare(from, position, outputs, aside);
  }

  #compare(from: number, to: number, outputs: readonly KeyedOutput[], aside: readonly SetAside[]): void {
    let [output, side] = [0, 0];
    for (let at = from; at < to; at += 1) {
      const { kind, key } = this.#events[at]!;
      const wanted = this.#outputs[at];
      if (wanted !== undefined) {
        const found = outputs[output];
        output += 1;
        if (found?.sequence !== at + 1 || found.key !== key || !equal(found.body, wanted))
          this.#broken(`has no output, or another one, of ${at + 1}`);
      } else if (kind !== 'release') {
        if (aside[side]?.event.sequence !== at + 1) this.#broken(`has not set ${at + 1} aside`);
        side += 1;
      }
    }
    if (outputs.length !== output || aside.length !== side)
      this.#broken('has outputs of what is not committed');
  }

  #fold({ key, body, kind }: NewEvent): void {
    let at = this.#keys.get(key);
    if (at === undefined) {
      at = { toy: new Toy(1), position: 0, quarantined: false };
      this.#keys.set(key, at);
    }
    let output: Uint8Array | undefined;
    if (kind === 'release' ? at.quarantined : !at.quarantined) {
      at.position = this.#position + 1;
      at.packed = undefined;
      at.quarantined = false;
      const { hash } = at.toy;
      try {
        if (kind !== 'release') output = at.toy.apply(body);
      } catch {
        at.toy.hash = hash;
        at.quarantined = true;
      }
    }
    this.#outputs.push(output);
  }

  #broken(what: string): never {
    throw new Broken(`partition ${this.#partition} ${what}`);
  }
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
