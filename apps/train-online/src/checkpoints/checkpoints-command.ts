import { BaseCommand } from '../base-command.js';
import type { VerbResult } from './verb-result.js';

/** What the verbs about checkpoints share: how their results are shown. */
export abstract class CheckpointsCommand extends BaseCommand {
  /** Prints what was found; exits with 1 if not all is well. */
  protected show({ text, json, warnings = [], ok = true }: VerbResult): unknown {
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    this.log(text);
    if (!ok) process.exitCode = 1;
    return json;
  }
}
