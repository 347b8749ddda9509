// Compiles assembly/ to WebAssembly and embeds the bytes in src/generated/kernels.ts; does nothing if they are up to date.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// The compiler looks for its sources from here.
process.chdir(root);
const target = join(root, 'src', 'generated', 'kernels.ts');
const sources = readdirSync(join(root, 'assembly'))
  .filter((name) => name.endsWith('.ts'))
  .sort();
const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'];

const hash = createHash('sha256');
for (const name of sources) hash.update(name).update(readFileSync(join(root, 'assembly', name)));
hash.update(readFileSync(fileURLToPath(import.meta.url))).update(asc.version ?? '');
const stamp = `// sources ${hash.digest('hex')}`;

function current() {
  try {
    return readFileSync(target, 'utf8').startsWith(stamp);
  } catch {
    return false;
  }
}

async function compile(extra) {
  let bytes;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--outFile', 'kernels.wasm', ...flags, ...extra],
    {
      readFile: (name, base) => {
        try {
          return readFileSync(join(base, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
      reportDiagnostic: undefined,
    },
  );
  if (error !== null || bytes === undefined)
    throw new Error(`assemblyscript: ${stderr.toString()}`, { cause: error });
  return Buffer.from(bytes).toString('base64');
}

if (!current()) {
  const strict = await compile([]);
  const relaxed = await compile(['--enable', 'relaxed-simd']);
  mkdirSync(dirname(target), { recursive: true });
  // Renamed into place: a build and a test may run at the same time.
  const temporary = `${target}.${process.pid}.tmp`;
  const constant = (name, bytes) => `export const ${name}: string =\n  '${bytes}';\n`;
  writeFileSync(
    temporary,
    `${stamp}\n${constant('STRICT_KERNELS', strict)}${constant('RELAXED_KERNELS', relaxed)}`,
  );
  renameSync(temporary, target);
}
