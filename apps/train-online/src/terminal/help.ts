import { CommandHelp, Help } from '@oclif/core';

/** Help of one verb; the verb `train` is shown as what it is, the command itself. */
class VerbHelp extends CommandHelp {
  protected override usage(): string {
    return super.usage().replaceAll('train-online train', 'train-online');
  }
}

/** oclif's help, with lines of at most 80 columns wherever it is read. */
export default class TrainOnlineHelp extends Help {
  protected override CommandHelpClass = VerbHelp;
}
