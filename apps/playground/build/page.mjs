// Makes dist/index.html of what tsc wrote: one file with its script and its style in it, which needs no server and no other file.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const build = await rolldown({
  input: join(root, 'dist/modules/page/page.js'),
  platform: 'browser',
  logLevel: 'warn',
});
const { output } = await build.generate({
  format: 'esm',
  minify: true,
  comments: false,
  codeSplitting: false,
});
await build.close();

// Within a page, a script ends at the first of these words.
const script = output[0].code.trim().replaceAll('</script', '<\\/script');
const style = readFileSync(join(root, 'src/page/style.css'), 'utf8').trim();
// Nothing runs and nothing is loaded but what is in the file.
const policy = [
  "default-src 'none'",
  `script-src '${sha256(script)}' 'wasm-unsafe-eval'`,
  `style-src '${sha256(style)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const parts = {
  policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  script: `<script type="module">${script}</script>`,
  style: `<style>${style}</style>`,
};
const page = readFileSync(join(root, 'src/page/index.html'), 'utf8').replace(
  /<!--(policy|script|style)-->/g,
  (_, part) => parts[part],
);
writeFileSync(join(root, 'dist/index.html'), page);

/** @param {string} text */
function sha256(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
