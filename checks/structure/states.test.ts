import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, workspacePackages } from '../workspace.ts';

/** A class whose instances are restored by a static `from(state, …)`. */
type Restorable = {
  readonly label: string;
  readonly from: (state: unknown) => unknown;
  readonly isOurs: Recognise;
  /** Whether `from` takes more than the state, as the network around which a learner is restored. */
  readonly needsMore: boolean;
};

/** Tells whether an error is one of the package's. */
type Recognise = (error: unknown) => error is Error & { readonly code: string };

const packages = workspacePackages('packages').filter((owner) => entriesOf(owner).length > 0);
const loaded = new Map<string, readonly Restorable[] | Error>();
/** The kind of state of each class, as its own message says it. */
const kinds = new Map<string, string>();

beforeAll(async () => {
  for (const owner of packages) {
    // A package that cannot be loaded fails its own tests, not those of the others.
    const found = await load(owner.manifest.name).catch((error: Error) => error);
    loaded.set(owner.manifest.name, found);
    if (found instanceof Error) continue;
    for (const each of found) kinds.set(each.label, kindOf(await thrownBy(() => each.from({}))));
  }
});

describe.each(packages.map((owner) => [owner.manifest.name] as const))('%s', (name) => {
  it('refuses with its own error STATE what is no state at all', async () => {
    for (const given of [{}, undefined, null, [], 'state', 7, new Float32Array(3)])
      expect(
        await failures(name, given, ({ error, isOurs }) => isOurs(error) && error.code === 'STATE'),
      ).toEqual([]);
  });

  it('refuses the state of every other class of the house, and names both', async () => {
    for (const kind of new Set(kinds.values())) {
      const given = { kind, version: 1 };
      const wrong = await failures(
        name,
        given,
        ({ error, isOurs, own }) =>
          kind === own ||
          (isOurs(error) && error.code === 'STATE' && error.message.includes(`a state of ${kind}`)),
      );
      expect(wrong).toEqual([]);
    }
  });

  it('refuses a state of its own kind that has no version, a later one, or no fields', async () => {
    for (const { label, from, isOurs, needsMore } of restorablesOf(name)) {
      const kind = kinds.get(label)!;
      for (const given of [{ kind }, { kind, version: 0 }, { kind, version: 2 ** 31 }]) {
        const error = await thrownBy(() => from(given));
        expect(isOurs(error) && error.code, `${label}.from(${JSON.stringify(given)}): ${error}`).toBe(
          'STATE',
        );
      }
      // One that has no fields to miss may be restored; where more than the state is needed, there is nothing to ask.
      if (needsMore) continue;
      const bare = await thrownBy(() => from({ kind, version: 1 }));
      if (bare !== undefined) expect(isOurs(bare) && bare.code, `${label}: ${bare}`).toBe('STATE');
    }
  });
});

it('knows the kind of every class, and no two have the same', () => {
  expect(kinds.size).toBeGreaterThan(30);
  expect([...kinds].filter(([, kind]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(kind))).toEqual([]);
  const doubles = [...kinds].filter(([label, kind]) =>
    [...kinds].some(([other, same]) => same === kind && other !== label),
  );
  expect(doubles).toEqual([]);
});

type Outcome = { readonly error: unknown; readonly isOurs: Recognise; readonly own: string | undefined };

/** Gives `given` to every class of a package, and lists those whose answer is not as it should be. */
async function failures(
  name: string,
  given: unknown,
  isRight: (outcome: Outcome) => boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { label, from, isOurs } of restorablesOf(name)) {
    const error = await thrownBy(() => from(given));
    if (!isRight({ error, isOurs, own: kinds.get(label) }))
      wrong.push(`${label}.from(${JSON.stringify(given)}): ${error ?? 'nothing was thrown'}`);
  }
  return wrong;
}

/** Loads every entry of a package and lists the exported classes that have a static `from`. */
async function load(name: string): Promise<readonly Restorable[]> {
  const owner = packages.find(({ manifest }) => manifest.name === name)!;
  const exported = new Map<string, unknown>();
  for (const { source } of entriesOf(owner))
    for (const [key, value] of Object.entries((await import(source)) as object)) exported.set(key, value);
  const errors = [...exported.values()].filter(isErrorClass);
  const isOurs: Recognise = (error): error is Error & { code: string } =>
    errors.some((type) => type.is(error));
  return [...exported].flatMap(([key, value]) => {
    if (typeof value !== 'function' || !('from' in value) || typeof value.from !== 'function') return [];
    const from = value.from;
    return [
      {
        label: `${name} ${key}`,
        from: (state: unknown) => from.call(value, state),
        isOurs,
        needsMore: from.length > 1,
      },
    ];
  });
}

function restorablesOf(name: string): readonly Restorable[] {
  const found = loaded.get(name)!;
  if (found instanceof Error) throw found;
  return found;
}

function isErrorClass(value: unknown): value is { is(error: unknown): boolean } {
  return typeof value === 'function' && value.prototype instanceof Error && 'is' in value;
}

function kindOf(error: unknown): string {
  return /wanted a state of ([^\s,]+)/.exec(String(error))?.[1] ?? String(error);
}

async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error;
  }
}
