import { writeFileSync } from 'node:fs';
import {
  CURRICULUM_POLICIES,
  type CurriculumCell,
  type CurriculumPolicyName,
  type CurriculumTableRow,
  curriculumMarkdown,
  curriculumPolicy,
  curriculumStudy,
  curriculumTable,
  type OpenedLevels,
} from '@graph/online';
import { resolveSettings } from '../settings/resolve-settings.js';
import { didYouMean } from '../settings/setting.js';
import { UsageError } from '../settings/usage-error.js';
import { levelsOfFiles } from '../training/open-curriculum.js';

/** What `bench curriculum` was asked for; a list is a text, as it was given. */
export type CurriculumBench = {
  readonly policies: string | undefined;
  /** Files of levels, and the column to predict; the standard levels when left out. */
  readonly levels?: string | undefined;
  readonly target?: string | undefined;
  readonly seeds: number;
  readonly examples: number;
  readonly format: 'markdown' | 'json';
  /** The file to write to. */
  readonly output: string | undefined;
  /** Takes a line about a run. */
  note(line: string): void;
};

/** What `bench curriculum --json` prints. */
export type CurriculumReport = {
  readonly schemaVersion: 1;
  readonly examples: number;
  readonly rows: readonly CurriculumTableRow[];
};

/** Levels of the standard curriculum. */
const STANDARD_LEVELS = 7;

/** Learns with each policy and seed. @throws UsageError if a policy is none, or a file cannot be read. */
export async function runCurriculum(
  bench: CurriculumBench,
): Promise<CurriculumReport & { readonly text: string }> {
  const { seeds: count, examples, format, output, note } = bench;
  const names = policiesOf(bench.policies);
  const own = await levelsOf(bench);
  const levelCount = own.levels?.length ?? STANDARD_LEVELS;
  const policies = names.map((name) => curriculumPolicy(name, examples, levelCount));
  // What cannot be written is said before the first run, not after the last.
  if (output !== undefined) write(output, '', 'a');
  const seeds = Array.from({ length: count }, (_, at) => at + 1);
  const cells: CurriculumCell[] = [];
  for (const cell of curriculumStudy({ ...own, policies, seeds, examples, cpuSeconds })) {
    cells.push(cell);
    const { policy, seed, average } = cell;
    note(
      `${cells.length}/${policies.length * count} ${policy} seed ${seed}: ${average.toFixed(4)} (${cell.cpuSeconds.toFixed(1)} s)`,
    );
  }
  const report: CurriculumReport = { schemaVersion: 1, examples, rows: curriculumTable(cells) };
  const text =
    format === 'json'
      ? JSON.stringify(report, null, 2)
      : `Held-out R² after ${examples} examples\n\n${curriculumMarkdown(report.rows)}`;
  if (output === undefined) return { ...report, text };
  write(output, `${text.trimEnd()}\n`);
  return { ...report, text: '' };
}

async function levelsOf({ levels, target }: CurriculumBench): Promise<Partial<OpenedLevels>> {
  if ((levels === undefined) !== (target === undefined))
    throw new UsageError(
      '--levels FILES and --target COLUMN, the column to predict, go together: give both.',
    );
  if (levels === undefined || target === undefined) return {};
  return { levels: await levelsOfFiles(resolveSettings({ levels, target }, {}).values) };
}

function write(file: string, text: string, flag?: 'a'): void {
  try {
    writeFileSync(file, text, { flag: flag ?? 'w' });
  } catch (error) {
    throw new UsageError(`--output ${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

function policiesOf(text: string | undefined): readonly CurriculumPolicyName[] {
  if (text === undefined) return CURRICULUM_POLICIES;
  return text.split(',').map((word) => {
    const name = CURRICULUM_POLICIES.find((known) => known === word.trim());
    if (name === undefined)
      throw new UsageError(
        `--policy ${word} is none of ${CURRICULUM_POLICIES.join(', ')}.${didYouMean(word, CURRICULUM_POLICIES)}`,
      );
    return name;
  });
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
