import { Command, Errors, Flags, type Interfaces } from '@oclif/core';
import { didYouMean, type Setting } from './settings/setting.js';
import { UsageError } from './settings/usage-error.js';
import { folded } from './terminal/folded.js';
import { printable } from './terminal/printable.js';
import { inWords } from './terminal/system-words.js';

/** What all verbs share: how failures are said, and the exit codes (0 done, 1 failed, 2 asked wrongly). */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Prints a result; what a terminal would obey is shown, and its lines fit in. */
  override log(message = ''): void {
    const columns = process.stdout.isTTY && !this.jsonEnabled() ? process.stdout.columns : undefined;
    super.log(folded(printable(message), columns));
  }

  /** Prints why, without a stack (unless DEBUG is set), and exits with the code that fits. */
  protected override async catch(
    error: Error & { exitCode?: number; oclif?: { exit?: number }; flags?: string[] },
  ): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    const misspelt = error.constructor.name === 'NonExistentFlagsError' ? (error.flags ?? []) : [];
    const usage = UsageError.is(error) || error.oclif?.exit === 2 || misspelt.length > 0;
    const message =
      misspelt.length > 0
        ? this.#unknownFlags(misspelt)
        : inWords(error.message.replace('\nSee more help with --help', ''));
    const code = usage ? 2 : 1;
    if (this.jsonEnabled()) this.logJson({ error: { name: error.name, message, exitCode: code } });
    process.stderr.write(`train-online: ${printable(message)}\n`);
    if (usage)
      process.stderr.write(
        `See train-online ${this.id === 'train' ? '' : `${this.id?.replaceAll(':', ' ')} `}--help\n`,
      );
    if (process.env['DEBUG']) process.stderr.write(`${error.stack}\n`);
    this.exit(code);
  }

  #unknownFlags(flags: readonly string[]): string {
    const known = Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags, json: 0, help: 0 }).map(
      (name) => `--${name}`,
    );
    return flags
      .map(
        (flag) =>
          `${flag} is no flag of ${this.id === 'train' ? 'train-online' : this.id}.${didYouMean(flag, known)}`,
      )
      .join('\n');
  }
}

/** Makes oclif's flags of a table of settings; every value stays text here and is read in one place for all sources. */
export function flagsOf(settings: Record<string, Setting<never> | Setting<unknown>>): Interfaces.FlagInput {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const common = {
        description: describe(setting),
        helpGroup: setting.group,
        ...(setting.char ? { char: setting.char as 'v' } : {}),
      };
      const flag =
        setting.metavar === ''
          ? Flags.boolean(common)
          : Flags.string({ ...common, helpValue: setting.metavar });
      return [name, flag];
    }),
  ) as Interfaces.FlagInput;
}

/** The texts of the flags of `flagsOf` that were given. */
export function textsOf(flags: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function describe(setting: Setting<never> | Setting<unknown>): string {
  const shown = setting.defaultNote ?? (setting.default === undefined ? '' : String(setting.default));
  const facts = [
    setting.isFreeText || setting.metavar === '' ? '' : setting.range,
    shown === '' || setting.metavar === '' ? '' : `default ${shown}`,
  ].filter((fact) => fact !== '');
  return facts.length === 0 ? setting.help : `${setting.help} [${facts.join('; ')}]`;
}
