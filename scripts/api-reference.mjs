// Writes an API reference in Markdown, one page for each package, from what the build declares (dist/**/*.d.ts) and its doc
// comments: pnpm build && node scripts/api-reference.mjs FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseAst } from 'vitest/node';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What is exported under a name: its doc comment and its declaration.
 *
 * @typedef {{ name: string, doc: string, text: string }} Declaration
 */

/** @typedef {{ type: string, start: number, end: number, [field: string]: any }} Node */

/**
 * Writes `<package>.md` for each package into a folder, and an index.
 *
 * @param {string} folder
 * @returns {{ specifier: string, names: string[] }[]} what each entry exports
 */
export function writeReference(folder) {
  mkdirSync(folder, { recursive: true });
  const written = [];
  const index = ['# API', '', 'Made from the doc comments of the packages.', ''];
  for (const name of readdirSync(join(root, 'packages'))) {
    const path = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const page = [`# ${manifest.name}`, '', manifest.description, ''];
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string' || target.types === undefined) continue;
      const specifier = join(manifest.name, entry);
      const declarations = declarationsOf(join(path, target.types)).sort((one, other) =>
        one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1,
      );
      page.push(`## ${specifier}`, '', ...declarations.flatMap(section));
      written.push({ specifier, names: declarations.map((each) => each.name) });
    }
    writeFileSync(join(folder, `${name}.md`), `${page.join('\n').trim()}\n`);
    index.push(`- [${manifest.name}](${name}.md): ${manifest.description}`);
  }
  writeFileSync(join(folder, 'README.md'), `${index.join('\n')}\n`);
  return written;
}

/**
 * Follows what an entry exports to where it is declared.
 *
 * @param {string} file
 * @returns {Declaration[]}
 */
function declarationsOf(file) {
  const { text, body } = read(file);
  return body.flatMap((statement, at) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const names = namesOf(statement.declaration);
    if (names.length > 0) return names.map((name) => ({ name, ...taken(text, body, at) }));
    return statement.specifiers.flatMap((/** @type {Node} */ { local, exported }) => {
      const from = statement.source?.value;
      // What another package declares stands in its own page.
      if (from !== undefined && !from.startsWith('.')) return [];
      const found = find(from === undefined ? file : resolve(dirname(file), toDeclaration(from)), local.name);
      return found === undefined ? [] : [{ ...found, name: exported.name }];
    });
  });
}

/**
 * Finds a declaration by its name, over files that only pass it on.
 *
 * @param {string} file
 * @param {string} name
 * @returns {Declaration | undefined}
 */
function find(file, name) {
  const { text, body } = read(file);
  const own = body.flatMap((statement, at) =>
    namesOf(statement.declaration ?? statement).includes(name) ? [taken(text, body, at)] : [],
  );
  // A constant and a type may share a name: an error class and what it is.
  if (own.length > 0)
    return {
      name,
      doc: own.find(({ doc }) => doc !== '')?.doc ?? '',
      text: own.map((each) => each.text).join('\n'),
    };
  for (const { type, specifiers, source } of body)
    if (type === 'ExportNamedDeclaration' || type === 'ImportDeclaration')
      for (const { local, exported, imported } of specifiers)
        if ((exported ?? local).name === name && source?.value.startsWith('.'))
          return find(resolve(dirname(file), toDeclaration(source.value)), (imported ?? local).name);
  return undefined;
}

/** @type {Map<string, { text: string, body: Node[] }>} */
const files = new Map();

/** @param {string} file */
function read(file) {
  let found = files.get(file);
  if (found === undefined) {
    const text = readFileSync(file, 'utf8');
    const { body } = /** @type {any} */ (parseAst(text, { lang: 'dts' }, file));
    found = { text, body };
    files.set(file, found);
  }
  return found;
}

/**
 * The doc comment above a statement, and the statement as a user sees it.
 *
 * @param {string} text
 * @param {Node[]} body
 * @param {number} at
 */
function taken(text, body, at) {
  const statement = /** @type {Node} */ (body[at]);
  const above = text.slice(body[at - 1]?.end ?? 0, statement.start);
  const comment = above.includes('/**') ? above.slice(above.lastIndexOf('/**')) : '';
  return {
    doc: comment.includes('@packageDocumentation') ? '' : plainDoc(comment),
    text: text
      .slice(statement.start, statement.end)
      .replace(/^export (declare )?|^declare /, '')
      .replace(/^ +(#private|private [^\n]*);\n/gm, ''),
  };
}

/**
 * The text of a doc comment as Markdown.
 *
 * @param {string} comment
 */
function plainDoc(comment) {
  return comment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .replace(/^ *\* ?/gm, '')
    .replace(/\{@link (\S+?)\}/g, '`$1`')
    .replace(/^@param ([\w.]+) - /gm, '- `$1`: ')
    .replace(/^@returns? /gm, '- returns ')
    .replace(/^@throws /gm, '- throws ')
    .replace(/^@typeParam (\w+) - /gm, '- `$1`: ')
    .replace(/^@example *\n?/gm, '')
    .trim();
}

/** @param {Declaration} declaration */
function section({ name, doc, text }) {
  return [`### ${name}`, '', doc, '', '```ts', text.trim(), '```', ''];
}

/** @param {Node | null | undefined} declaration @returns {string[]} */
function namesOf(declaration) {
  if (!declaration) return [];
  const declared = declaration.declarations ?? [declaration];
  return declared.flatMap((/** @type {Node} */ { id }) => (id?.name ? [id.name] : []));
}

/** @param {string} specifier */
function toDeclaration(specifier) {
  return specifier.replace(/\.js$/, '.d.ts');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder = 'api'] = process.argv.slice(2);
  const entries = writeReference(folder);
  console.log(
    `${entries.reduce((sum, { names }) => sum + names.length, 0)} names of ${entries.length} entries in ${folder}`,
  );
}
