/** Cuts a CSV file into strings and does nothing with them: the baseline of `command.bench.mjs`. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

for await (const _ of createReadStream(process.argv[2]).pipe(parse()));
