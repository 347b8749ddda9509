import { digest } from '@graph/checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayedModel, type ReplayedModelState, restoreAt, ServeError } from '../src/index.js';
import { isFraud, opened, row, SMALL } from './served.js';

/** A state with something in every field. */
async function stateOf(): Promise<ReplayedModelState> {
  const { served, log } = await opened();
  for (let at = 0; at < 12; at += 1) await served.predict({ id: `id-${at}`, features: row(at) });
  for (let at = 0; at < 6; at += 1) await served.learn({ id: `id-${at}`, label: isFraud(at) });
  await served.challenge({ ...SMALL, seed: 7 });
  await served.learn({ id: 'id-7', label: true });
  await served.rollback(served.sequence - 1);
  return (await restoreAt({ log })).state();
}

/** The paths of all fields but those within the states of other packages. */
function pathsOf(tree: object, before: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...before, key];
    const isOther = key === 'model' || ArrayBuffer.isView(value) || Array.isArray(value);
    return typeof value === 'object' && value !== null && !isOther ? [path, ...pathsOf(value, path)] : [path];
  });
}

function changed(tree: object, [key, ...rest]: readonly string[], value: unknown): object {
  const copy: Record<string, unknown> = { ...tree };
  if (rest.length > 0) copy[key!] = changed(copy[key!] as object, rest, value);
  else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
}

describe('a saved state', () => {
  it('is restored to the same, and goes on to the same', async () => {
    const state = await stateOf();
    const twin = ReplayedModel.from(structuredClone(state));
    expect(digest(twin.state())).toBe(digest(state));
    expect(twin.challenger).toBeDefined();
    const event = {
      sequence: state.sequence + 1,
      at: state.at,
      kind: 'label',
      id: 'id-8',
      label: true,
    } as const;
    expect(twin.apply(event)).toEqual(ReplayedModel.from(state).apply(event));
  });

  it('of which a field is missing or another is refused by name, or is whole without it', async () => {
    const state = await stateOf();
    const paths = pathsOf(state);
    expect(paths.length).toBeGreaterThan(15);
    const values = [undefined, null, -1, 1.5, 'word', '{', true, [], new Float32Array(2), {}];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.constantFrom(...values), (path, value) => {
        try {
          const restored = ReplayedModel.from(changed(state, path, value) as ReplayedModelState);
          restored.digest;
        } catch (error) {
          expect(ServeError.is(error) && error.code, `${path.join('.')} = ${String(value)}: ${error}`).toBe(
            'STATE',
          );
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('takes in the next event only', async () => {
    const model = ReplayedModel.from(await stateOf());
    const event = { sequence: model.sequence + 2, at: 0, kind: 'expiry' } as const;
    expect(() => model.apply(event)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});
