import { Curriculum } from '@graph/curriculum';
import { describe, expect, it } from 'vitest';
import {
  CURRICULUM_DEFAULTS,
  CurriculumStream,
  createSession,
  openLevels,
  restoreSession,
  type TrainingSession,
} from '../src/index.js';

const source = (name: string, text: string) => ({
  name,
  open: async function* () {
    yield new TextEncoder().encode(text);
  },
});
/** Rows of x, y and colour, whose target is their product, and twice that of those that are red. */
const table = (from: number, colours: readonly string[], rows = 300): string =>
  `x,y,colour,z\n${Array.from({ length: rows }, (_, at) => {
    const [x, y] = [from + ((at * 37) % 101) / 10, ((at * 17) % 59) / 10];
    const colour = colours[at % colours.length]!;
    return [x.toFixed(1), y.toFixed(1), colour, (x * y * (colour === 'red' ? 2 : 1)).toFixed(2)].join(',');
  }).join('\n')}\n`;
const EASY = source('easy.csv', table(0, ['blue']));
const HARD = source('tables/hard.csv', table(5, ['blue', 'red']));

describe('levels from tables', () => {
  it('have the rows of their table, in columns that mean the same on each', async () => {
    const { levels, schema } = await openLevels([EASY, HARD], { target: 'z' });
    expect(levels.map(({ name, domain, rows }) => [name, domain, rows!.count])).toEqual([
      ['easy.csv', 'easy.csv', 300],
      ['hard.csv', 'hard.csv', 300],
    ]);
    expect(schema.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'x: number',
      'y: number',
      'colour: category',
    ]);
    const [easy, hard] = levels.map((level) => {
      const curriculum = new Curriculum({ seed: 1, levels: [level], heldOutRows: 1 });
      const batch = curriculum.createBatch(2000);
      curriculum.fill(batch, 2000);
      const width = batch.inputs.shape[1]!;
      const column = (at: number): number[] =>
        Array.from({ length: batch.size }, (_, row) => batch.inputs.data[row * width + at]!);
      return { xs: column(0), row: [...batch.inputs.data.slice(0, width)] };
    });
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    // Standardised together: 5 apart, in deviations of all.
    expect(mean(easy!.xs) + mean(hard!.xs)).toBeCloseTo(0, 0);
    expect(mean(hard!.xs) - mean(easy!.xs)).toBeGreaterThan(1);
    expect(easy!.row.length).toBe(hard!.row.length);
  });

  it('are learned in a session, that goes on to the bit', async () => {
    const settings = async () => ({
      ...{ batchSize: 16, seed: 3, examplesPerLevel: 100 },
      levels: (await openLevels([EASY, HARD], { target: 'z' })).levels,
    });
    const learning = { ...CURRICULUM_DEFAULTS, replay: { ...CURRICULUM_DEFAULTS.replay, capacity: 200 } };
    const learn = async (session: TrainingSession, examples: number): Promise<TrainingSession> => {
      while (session.examples < examples) {
        await session.fill(examples - session.examples);
        if (session.isStepDue) session.step();
      }
      return session;
    };
    const session = await learn(createSession(new CurriculumStream(await settings()), learning), 1000);
    const state = structuredClone(session.state());
    const again = restoreSession(new CurriculumStream(await settings(), state.stream), learning, state);
    expect((await learn(again, 1050)).state()).toEqual((await learn(session, 1050)).state());
    const report = session.stream.report(session.learner.network, { isFinal: true });
    for (const { heldOut } of report.levels!) {
      expect(heldOut.rows).toBeGreaterThan(20);
      expect(heldOut.r2).toBeGreaterThan(0.6);
    }
    const other = await openLevels([EASY, source('hard.csv', table(6, ['blue', 'red']))], { target: 'z' });
    const others = { ...(await settings()), levels: other.levels };
    expect(() => new CurriculumStream(others, state.stream)).toThrow(
      expect.objectContaining({ code: 'STATE', message: expect.stringContaining('levels of the state') }),
    );
  });

  it('refuse a target that is a class, and a table without a row', async () => {
    await expect(openLevels([EASY, HARD], { target: 'colour', task: 'class' })).rejects.toMatchObject({
      code: 'OPTION',
      message: expect.stringContaining('the target colour is a class'),
    });
    await expect(openLevels([], { target: 'z' })).rejects.toMatchObject({ code: 'OPTION' });
    await expect(openLevels([EASY, source('none.csv', 'x,y,colour,z\n')], { target: 'z' })).rejects.toThrow(
      /none\.csv/,
    );
  });
});
