import type { Failure, Report } from '../program/report.ts';

/** What a runtime answers: what came of its training, or why it failed. */
export type Answer = Report | { readonly failure: Failure };

/** A runtime that the training is run in. */
export type Host = {
  readonly name: string;
  /** Why it cannot be run here, in words; undefined if it can. */
  readonly missing?: string | undefined;
  /** Whether it may compile JavaScript from text, and WebAssembly from bytes. */
  readonly evaluates: boolean;
  readonly compiles: boolean;
  /** Runs the training; files may be put into `folder`. */
  readonly run: (folder: string) => Promise<Answer>;
};
