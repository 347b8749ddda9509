import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.js';

export default class Schema extends BaseCommand {
  static override summary = 'Print the JSON schema of a file that is read, for editors and checks.';
  static override description =
    'WHAT is config, for the file of --config, or table, for the file of --schema. A file may name its schema under the key "$schema".';
  static override examples = [
    '<%= config.bin %> schema config > train-online.schema.json',
    '<%= config.bin %> schema table > columns.schema.json',
  ];
  static override args = {
    what: Args.string({ description: 'Which file.', required: true, options: ['config', 'table'] }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(Schema);
    const { configSchema } = await import('../schemas/config-schema.js');
    const { tableSchema } = await import('../schemas/table-schema.js');
    const schema = args.what === 'config' ? configSchema() : tableSchema();
    this.log(JSON.stringify(schema, undefined, 2));
    return schema;
  }
}
