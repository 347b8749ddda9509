import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A step of a guide: a file that the reader writes, or commands and what they print (if the guide shows it). */
export type Step =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'commands'; readonly text: string; readonly printed: string | undefined };

/** Languages of blocks that are only shown: programs of other projects, and what needs the network. */
const ONLY_SHOWN = new Set(['python', 'text']);

/** Decimal figures may be off by this share of themselves: a guide is no golden file of the learners. */
const TOLERANCE = 0.25;

/**
 * Lists what a reader of a guide does. A block of `sh` is commands; one without a language is what the commands before it print;
 * `python` and `text` are only shown; any other is a file whose name stands between backticks in the paragraph before.
 *
 * @throws Error if a block is nothing of these.
 */
export function stepsOf(guide: string): readonly Step[] {
  const steps: Step[] = [];
  let end = 0;
  for (const block of guide.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const [whole, language, text] = block as unknown as [string, string, string];
    const before = guide.slice(end, block.index).trim();
    end = block.index + whole.length;
    if (ONLY_SHOWN.has(language)) continue;
    const last = steps.at(-1);
    if (language === 'sh') steps.push({ kind: 'commands', text, printed: undefined });
    else if (language !== '') {
      const name = [...before.matchAll(/`([\w-]+\.\w+)`/g)].at(-1)?.[1];
      if (name === undefined) throw new Error(`no file name before the block:\n${text}`);
      steps.push({ kind: 'file', name, text });
    } else if (last?.kind === 'commands' && last.printed === undefined && before === '')
      steps[steps.length - 1] = { ...last, printed: text };
    else throw new Error(`no command that could print:\n${text}`);
  }
  return steps;
}

/** Does a step in `folder`; returns what was printed on standard output. */
export async function take(step: Step, folder: string, path: readonly string[]): Promise<string> {
  if (step.kind === 'file') {
    writeFileSync(join(folder, step.name), step.text);
    return '';
  }
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(TRAIN_ONLINE|VITEST|NODE_OPTIONS)/.test(name),
  );
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', PATH: [...path, process.env['PATH']].join(':') };
  const options = { cwd: folder, env, timeout: 120_000 };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', step.text], options);
  return stdout;
}

/**
 * Says where what was printed is not what a guide shows; undefined if it is. `…` alone in a line stands for any lines, within
 * one for anything; figures with decimals may be a quarter off, all else is as it is, but for the width of gaps.
 */
export function difference(printed: string, shown: string): string | undefined {
  const lines = linesOf(printed);
  let at = 0;
  let skips = false;
  for (const line of linesOf(shown)) {
    if (line === '…') {
      skips = true;
      continue;
    }
    while (skips && at < lines.length && !isLike(lines[at]!, line)) at += 1;
    if (at >= lines.length || !isLike(lines[at]!, line))
      return `shown “${line}”, printed “${lines[at] ?? ''}”`;
    skips = false;
    at += 1;
  }
  return skips || at === lines.length ? undefined : `printed and not shown: “${lines[at]}”`;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function isLike(printed: string, shown: string): boolean {
  const figures: number[] = [];
  const pattern = shown
    .split(/(\s+|…|-?\d[\d,]*\.\d+(?:e-?\d+)?)/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (part === '…') return '.*?';
      if (part.trim() === '') return '\\s+';
      figures.push(numberOf(part));
      return '(-?\\d[\\d,]*(?:\\.\\d+)?(?:e-?\\d+)?)';
    })
    .join('');
  const found = new RegExp(`^${pattern}$`).exec(printed);
  return (
    found?.slice(1).every((value, index) => {
      const figure = figures[index]!;
      return Math.abs(numberOf(value) - figure) <= TOLERANCE * Math.abs(figure);
    }) ?? false
  );
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''));
