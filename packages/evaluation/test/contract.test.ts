import { Random, type StateTree } from '@graph/core';
import { ContractError } from '@graph/core/contract';
import { describe, expect, it } from 'vitest';
import { driftDetectorContract } from '../src/contract/index.js';
import { Adwin, Ddm, type DriftDetector, Kswin, PageHinkley, RehearsalFocus } from '../src/index.js';
import { TwiceAsWrong } from './own-detector.js';

describe.each<[string, () => DriftDetector, (state: StateTree) => DriftDetector]>([
  ['Adwin', () => new Adwin(), Adwin.from],
  ['Adwin that sees rises only', () => new Adwin({ direction: 'rise', delta: 0.05 }), Adwin.from],
  ['Ddm', () => new Ddm(), Ddm.from],
  ['Kswin', () => new Kswin({ seed: 1, alpha: 0.0001 }), Kswin.from],
  ['PageHinkley', () => new PageHinkley(), PageHinkley.from],
  ['a detector of your own', () => new TwiceAsWrong(), TwiceAsWrong.from],
])('%s', (_, make, restore) => {
  for (const { name, run } of driftDetectorContract(make, restore)) it(name, run);
});

describe('a broken detector', () => {
  class NeverAlarms extends TwiceAsWrong {
    override update(error: number): boolean {
      if (!Number.isFinite(error)) throw new RangeError();
      this.rowsSinceChange += 1;
      return false;
    }
  }
  class AlarmsByTheClock extends TwiceAsWrong {
    override update(error: number): boolean {
      super.update(error);
      this.short = 0;
      if (this.rowsSinceChange < 300) return false;
      this.rowsSinceChange = 0;
      return true;
    }
  }
  class TakesAnything extends TwiceAsWrong {
    override update(error: number): boolean {
      return super.update(Number.isFinite(error) ? error : 0);
    }
  }
  class ChangesBeforeItThrows extends TwiceAsWrong {
    override update(error: number): boolean {
      this.long += 1e-9;
      return super.update(error);
    }
  }
  class SharesItsState extends TwiceAsWrong {
    override state(): StateTree {
      return this as object as StateTree;
    }
  }
  class ForgetsARow extends TwiceAsWrong {
    override state(): StateTree {
      return { ...super.state(), rowsSinceChange: Math.max(0, this.rowsSinceChange - 1) };
    }
  }
  class IsNotZero extends TwiceAsWrong {
    override update(error: number): boolean {
      if (this.rowsSinceChange < 0) this.rowsSinceChange = 0;
      return super.update(error);
    }
    override rowsSinceChange = -1;
  }
  class CountsFromOne extends TwiceAsWrong {
    override rowsSinceChange = 1;
  }
  class SaysANumber extends TwiceAsWrong {
    override update(error: number): boolean {
      return Number(super.update(error)) as never;
    }
  }
  class Differs extends TwiceAsWrong {
    static made: Differs[] = [];
    readonly #late = Differs.made.push(this) % 2 === 0;
    override update(error: number): boolean {
      const isFound = super.update(error);
      return this.#late && this.rowsSinceChange === 7 ? true : isFound;
    }
  }

  it.each<[string, new () => TwiceAsWrong, string]>([
    [
      'never alarms',
      NeverAlarms,
      'finds that a model which was rarely wrong is mostly wrong, soon after it is',
    ],
    ['alarms by the clock', AlarmsByTheClock, 'finds nothing while nothing changes, and counts the rows'],
    ['takes NaN', TakesAnything, 'refuses NaN and the infinite numbers, and is unchanged by them'],
    [
      'changes before it throws',
      ChangesBeforeItThrows,
      'refuses NaN and the infinite numbers, and is unchanged by them',
    ],
    ['gives itself as its state', SharesItsState, 'gives a state that is a copy'],
    ['saves less than it knows', ForgetsARow, 'resumes exactly from its state, at any row'],
    [
      'alarms before the change',
      AlarmsByTheClock,
      'finds that a model which was rarely wrong is mostly wrong, soon after it is',
    ],
    ['is not at 0 at first', IsNotZero, 'finds nothing while nothing changes, and counts the rows'],
    ['counts from one', CountsFromOne, 'finds nothing while nothing changes, and counts the rows'],
    [
      'says a number',
      SaysANumber,
      'finds that a model which was rarely wrong is mostly wrong, soon after it is',
    ],
    ['differs from its like', Differs, 'says the same of the same rows'],
  ])('that %s fails the suite', async (_, Broken, name) => {
    const restore = (state: StateTree): DriftDetector =>
      Object.assign(new Broken(), { ...state }) as DriftDetector;
    const suite = driftDetectorContract(() => new Broken(), restore);
    const found = suite.find((each) => each.name === name)!;
    await expect(async () => found.run()).rejects.toBeInstanceOf(ContractError);
  });

  it('that does not move its count fails the suite', () => {
    const restore = (state: StateTree): DriftDetector => Object.assign(new TwiceAsWrong(), { ...state });
    class StopsCounting extends TwiceAsWrong {
      #found = false;
      override update(error: number): boolean {
        const isFound = super.update(error);
        this.#found ||= isFound;
        if (this.#found) this.rowsSinceChange = 0;
        return isFound;
      }
    }
    const suite = driftDetectorContract(() => new StopsCounting(), restore);
    const found = suite.find(({ name }) => name.startsWith('tells how many rows ago'))!;
    expect(found.run).toThrow(ContractError);
  });
});

describe('a broken function that restores', () => {
  class InAnArray implements DriftDetector {
    readonly #own = new TwiceAsWrong();
    readonly #kept: Float64Array;
    constructor(kept: Float64Array = new Float64Array(3)) {
      this.#kept = kept;
      const [rowsSinceChange, short, long] = kept;
      Object.assign(this.#own, { rowsSinceChange, short, long });
    }
    get rowsSinceChange(): number {
      return this.#own.rowsSinceChange;
    }
    update(error: number): boolean {
      const isFound = this.#own.update(error);
      this.#kept.set([this.#own.rowsSinceChange, this.#own.short, this.#own.long]);
      return isFound;
    }
    state(): StateTree {
      return { kept: this.#kept.slice() };
    }
  }
  const suite = (restore: (kept: Float64Array) => DriftDetector) =>
    driftDetectorContract(
      () => new InAnArray(),
      (state) => restore(state['kept'] as Float64Array),
    ).find(({ name }) => name === 'gives a state that is a copy')!;

  it('and shares the arrays of the state fails the suite', () => {
    expect(suite((kept) => new InAnArray(kept.slice())).run).not.toThrow();
    expect(suite((kept) => new InAnArray(kept)).run).toThrow(ContractError);
  });
});

describe('RehearsalFocus with a detector of your own', () => {
  it('answers its alarms, and resumes from its state', () => {
    const focus = new RehearsalFocus({ memoryRows: 2000, detector: new TwiceAsWrong() });
    const random = Random.fromSeed(1, 'own');
    const live = (each: RehearsalFocus, errors: readonly number[]): boolean[] =>
      errors.map((error) => each.update(error));
    const draw = (rows: number, rate: number): number[] =>
      Array.from({ length: rows }, () => (random.float() < rate ? 1 : 0));
    live(
      focus,
      Array.from({ length: 1000 }, (_, row) => (row % 10 === 0 ? 1 : 0)),
    );
    expect(focus.changes).toBe(0);
    live(focus, draw(200, 0.9));
    expect(focus.changes).toBe(1);
    expect(focus.recentShare).toBe(1);
    const state = structuredClone(focus.state());
    const twin = RehearsalFocus.from(state, TwiceAsWrong.from);
    const more = draw(500, 0.4);
    expect(live(twin, more)).toEqual(live(focus, more));
    expect(twin.state()).toEqual(focus.state());
    expect(() => RehearsalFocus.from(state)).toThrow(/needs a function that restores it/);
  });
});
