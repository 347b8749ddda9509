import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.js';

const SHELLS = ['bash', 'zsh', 'fish'];

export default class Completion extends BaseCommand {
  static override summary = 'Print the script that completes verbs, flags and their words in a shell.';
  static override description =
    'The script is static: it starts nothing while you type. Make it anew after an update.';
  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    '<%= config.bin %> completion zsh > ~/.zfunc/_train-online',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/train-online.fish',
  ];
  static override args = {
    shell: Args.string({ description: 'Of which shell.', required: true, options: SHELLS }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(Completion);
    const { completionOf } = await import('../completing/completion.js');
    const scripts = {
      bash: async () => (await import('../completing/bash-script.js')).bashScript,
      zsh: async () => (await import('../completing/zsh-script.js')).zshScript,
      fish: async () => (await import('../completing/fish-script.js')).fishScript,
    };
    const write = await scripts[args.shell as keyof typeof scripts]();
    const script = write(completionOf(this.config.commands.filter(({ hidden }) => !hidden)));
    this.log(script.trimEnd());
    return { shell: args.shell, script };
  }
}
