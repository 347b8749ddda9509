import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The folder with the public data sets, and whether it is there (GRAPH_DATA_DIR, default ../shared/data). */
export const dataFolder: string = resolve(root, process.env['GRAPH_DATA_DIR'] ?? '../shared/data');
export const hasData: boolean = existsSync(resolve(dataFolder, 'phishing.csv.gz'));
