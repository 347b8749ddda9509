import { Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { OnlineError, OnlineModel } from '../src/index.js';

const row = (at: number) => ({ x: at % 5, word: ['a', 'b', 'c'][at % 3] });
const labelOf = (at: number): boolean => at % 5 > 2;

describe('a label that comes later', () => {
  it('is learned as if row and label had come together, when nothing was learned in between', () => {
    const [late, together] = [new OnlineModel({ target: 'y' }), new OnlineModel({ target: 'y' })];
    for (let at = 0; at < 60; at += 1) {
      const prediction = late.predictOne(row(at), { id: `row ${at}` });
      const result = late.labelOne(`row ${at}`, labelOf(at));
      const learned = together.learnOne({ ...row(at), y: labelOf(at) });
      expect(result).toEqual({ status: 'learned', ...learned });
      if (at > 0) expect(prediction).toEqual(learned.prediction);
    }
    expect(late.report()).toEqual(together.report());
  });

  it('is scored by what was predicted when the row came, not by what would be predicted now', () => {
    const model = new OnlineModel({ target: 'y' });
    for (let at = 0; at < 30; at += 1) model.learnOne({ ...row(at), y: labelOf(at) });
    const then = model.predictOne(row(3), { id: 'late' });
    for (let at = 30; at < 90; at += 1) model.learnOne({ ...row(at), y: !labelOf(at) });
    expect(model.predictOne(row(3))).not.toEqual(then);
    expect(model.labelOne('late', true)).toMatchObject({ status: 'learned', prediction: then });
  });

  it('says what became of an id: unknown, waiting, labelled with what', () => {
    const model = new OnlineModel({ target: 'y' });
    expect(model.labelOne('nobody', true)).toEqual({ status: 'unknown' });
    expect(model.statusOf('one')).toEqual({ status: 'unknown' });
    model.predictOne(row(1), { id: 'one' });
    expect(model.statusOf('one')).toEqual({ status: 'waiting' });
    expect(() => model.predictOne(row(1), { id: 'one' })).toThrow(/waits under the id "one" already/);
    expect(model.report().pending).toBe(1);
    expect(model.labelOne('one', true).status).toBe('learned');
    expect(model.labelOne('one', false)).toEqual({ status: 'labelled', label: true });
    expect(model.statusOf('one')).toEqual({ status: 'labelled', label: true });
    expect(model.report()).toMatchObject({ pending: 0, expired: 0, rows: 1 });
    model.predictOne(row(1), { id: 'one' });
    expect(model.labelOne('one', false).status).toBe('learned');
  });

  it('is awaited so many rows and no more: not one early, not one late', () => {
    for (const rows of [0, 1, 2, 5]) {
      for (const between of [rows, rows + 1]) {
        const model = new OnlineModel({ target: 'y', labelWait: { rows } });
        model.learnOne({ ...row(0), y: true });
        model.predictOne(row(1), { id: 'late' });
        for (let at = 0; at < between; at += 1) model.learnOne({ ...row(at), y: labelOf(at) });
        const { status } = model.labelOne('late', true);
        expect([rows, between, status]).toEqual([rows, between, between <= rows ? 'learned' : 'expired']);
      }
    }
  });

  it("is awaited so much of the caller's time, and never looks at a clock", () => {
    const model = new OnlineModel({ target: 'y', labelWait: { time: 10 } });
    model.predictOne(row(1), { id: 'in time', time: 100 });
    model.predictOne(row(2), { id: 'late', time: 101 });
    expect(model.labelOne('in time', true, { time: 110 }).status).toBe('learned');
    expect(model.labelOne('late', true, { time: 112 }).status).toBe('expired');
    expect(model.report()).toMatchObject({ pending: 0, expired: 1 });
    expect(() => model.predictOne(row(1), { id: 'no time' })).toThrow(/labelWait is a time/);
    expect(() => model.labelOne('no time', true)).toThrow(OnlineError);
    model.predictOne(row(2), { id: 'other', time: 120 });
    model.expire(131);
    expect(model.report()).toMatchObject({ pending: 0, expired: 2 });
  });

  it('expires first what came first, where more wait than may', () => {
    const model = new OnlineModel({ target: 'y', maxPending: 20 });
    for (let at = 0; at < 50; at += 1) model.predictOne(row(at), { id: `row ${at}` });
    expect(model.report()).toMatchObject({ pending: 20, expired: 30 });
    expect(model.labelOne('row 29', true).status).toBe('expired');
    expect(model.labelOne('row 30', true).status).toBe('learned');
    // Who expired long ago is forgotten: as many are remembered as may wait.
    expect(model.labelOne('row 0', true).status).toBe('unknown');
  });

  it('is not awaited any more where nobody will bring it', () => {
    const model = new OnlineModel({ target: 'y' });
    for (const id of ['a', 'b', 'c']) model.predictOne(row(1), { id });
    expect([model.expireOne('b'), model.expireOne('b'), model.expireOne('z')]).toEqual([true, false, false]);
    expect(model.labelOne('b', true)).toEqual({ status: 'expired' });
    expect(model.report()).toMatchObject({ pending: 2, expired: 1 });
    const again = OnlineModel.from(structuredClone(model.state()));
    for (const each of [model, again]) expect(each.labelOne('c', true).status).toBe('learned');
    expect(again.state()).toEqual(model.state());
  });

  it('refuses a label that cannot be used, and still waits then', () => {
    const model = new OnlineModel({ target: 'y', task: 'regression' });
    model.learnOne({ ...row(1), y: 3 });
    model.predictOne(row(2), { id: 'waits' });
    expect(() => model.labelOne('waits', 'a word')).toThrow(/a number/);
    expect(() => model.labelOne('waits', Number.NaN)).toThrow(/has no y/);
    expect(model.labelOne('waits', 4).status).toBe('learned');
  });

  it('survives a restart at any moment, in any order of labels, with columns and classes that appear', () => {
    const random = Random.fromSeed(5, 'labels');
    const whole = new OnlineModel({ target: 'y', labelWait: { rows: 40 }, updatesPerBatch: 1 });
    let parts = new OnlineModel({ target: 'y', labelWait: { rows: 40 }, updatesPerBatch: 1 });
    const open: number[] = [];
    for (let at = 0; at < 150; at += 1) {
      if (random.below(12) === 0) parts = OnlineModel.from(structuredClone(parts.state()));
      const next = { ...row(at), ...(at > 60 ? { late: random.float() } : {}) };
      expect(parts.predictOne(next, { id: `${at}` })).toEqual(whole.predictOne(next, { id: `${at}` }));
      open.push(at);
      if (random.below(3) > 0) {
        const [one] = open.splice(random.below(open.length), 1);
        const label = ['red', 'green', 'blue', 'late class'][at < 80 ? one! % 3 : one! % 4];
        expect(parts.labelOne(`${one}`, label)).toEqual(whole.labelOne(`${one}`, label));
      }
    }
    expect(parts.state()).toEqual(whole.state());
    expect(whole.report().expired).toBeGreaterThan(0);
  });
});
