// Prints each figure beside its baseline, measured in the same run on the same disk: `pnpm --filter @graph/checkpoint
// bench [folder]`. The folder (default: build output, beside the package) decides which disk is measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { durableSave } from './durable-save.mjs';
import { incrementalSave } from './incremental-save.mjs';
import { mainThreadStall } from './main-thread-stall.mjs';
import { smallSaves } from './small-saves.mjs';
import { verifiedRestore } from './verified-restore.mjs';

const root = process.argv[2] ?? fileURLToPath(new URL('../dist/bench', import.meta.url));
rmSync(root, { recursive: true, force: true });
mkdirSync(root, { recursive: true });
for (const part of [durableSave, mainThreadStall, verifiedRestore, incrementalSave, smallSaves]) {
  console.log(await part(`${root}/run`));
  rmSync(`${root}/run`, { recursive: true, force: true });
}
// In a process of its own: the peak of this one is that of all parts.
const memory = fileURLToPath(new URL('peak-memory.mjs', import.meta.url));
spawnSync(process.execPath, [memory, `${root}/run`], { stdio: 'inherit' });
rmSync(root, { recursive: true, force: true });
