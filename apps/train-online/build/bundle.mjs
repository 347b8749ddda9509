// Bundles what tsc wrote into few files, one per verb and what they share: a verb starts without looking for hundreds
// of modules. Then writes oclif's manifest, and the help of each verb as it is shown. Run after tsc.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const verbs = readdirSync(join(root, 'dist/commands'), { recursive: true })
  .filter((name) => name.endsWith('.js'))
  .map((name) => `commands/${name.slice(0, -3)}`);

const bundle = await rolldown({
  input: Object.fromEntries(
    ['oclif', 'terminal/default-verb', 'terminal/help', ...verbs].map((name) => [
      name,
      join(root, 'dist', `${name}.js`),
    ]),
  ),
  platform: 'node',
  // Those two are installed beside the command, and loaded by those who need a database.
  external: [/^node:/, '@electric-sql/pglite', 'pg'],
  logLevel: 'warn',
});
const { output } = await bundle.write({
  dir: join(root, 'bundle'),
  format: 'esm',
  chunkFileNames: 'shared/[name]-[hash].js',
  // oclif goes by the names of classes.
  keepNames: true,
});
await bundle.close();
// Only now: a command that runs may still load a part of itself.
const written = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(join(root, 'bundle/shared')))
  if (!written.has(`shared/${name}`)) rmSync(join(root, 'bundle/shared', name));
writeFileSync(
  join(root, 'bundle/LICENSES.txt'),
  licenses(output.flatMap(({ moduleIds }) => moduleIds ?? [])),
);

// The help is of 80 columns, with what a terminal shows in bold: who prints it elsewhere strips that.
process.env.OCLIF_COLUMNS = '80';
process.env.FORCE_COLOR = '1';
const { Config } = await import('@oclif/core');
const { default: Help } = await import('../bundle/terminal/help.js');
rmSync(join(root, 'oclif.manifest.json'), { force: true });
const config = await Config.load(root);
const { manifest } = config.plugins.get(config.name);
// With it oclif loads no verb but the one that runs.
writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify(manifest));

mkdirSync(join(root, 'bundle/help'), { recursive: true });
for (const id of ['', ...config.topics.map(({ name }) => name), ...config.commandIDs]) {
  const lines = [];
  const help = new Help(config);
  help.log = (text = '') => lines.push(text);
  await help.showHelp(id.split(':'));
  writeFileSync(
    join(root, 'bundle/help', `${id.replaceAll(':', ' ') || 'all verbs'}.txt`),
    `${lines.join('\n')}\n`,
  );
}

/** The licences of all packages of others that the bundle holds parts of. */
function licenses(modules) {
  const folders = new Set(modules.map((module) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(module)?.[0]));
  folders.delete(undefined);
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
      return `${name} ${version}\n\n${text}\n`;
    })
    .join('\n---\n\n');
}
