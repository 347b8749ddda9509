// Takes the pictures of levels out of a report of two runs, and makes one SVG of them that stands by itself:
//   train-online --examples 7000 --examples-per-level 1000 --checkpoint-interval 100 --output rehearses
//   train-online --examples 7000 --examples-per-level 1000 --checkpoint-interval 100 --output forgets --replay-ratio 0
//   train-online report rehearses forgets --output both.html
//   node scripts/readme-picture.mjs both.html > docs/pictures/forgetting.svg
import { readFileSync } from 'node:fs';

const [file = 'both.html'] = process.argv.slice(2);
const page = readFileSync(file, 'utf8');
const figures = page.slice(page.indexOf('<h2>Levels</h2>')).split('<figure class="plot small">').slice(1, 7);
const [columns, width, height] = [3, 210, 104];
const [left, top, right, bottom] = [40, 34, 18, 30];
const [cellWidth, cellHeight] = [left + width + right, top + height + bottom];
const head = 34;

const cells = figures.map((figure, at) => {
  const [x, y] = [(at % columns) * cellWidth + left, Math.floor(at / columns) * cellHeight + top + head];
  const title = /<h3>(.*?)<\/h3>/.exec(figure)?.[1] ?? '';
  const paths = [...figure.matchAll(/<path class="(.*?)" d="(.*?)"\/>/g)].map(
    ([, name, d]) => `<path class="${name}" d="${d}" transform="scale(${width / 2000} ${height / 600})"/>`,
  );
  const labels = [...figure.matchAll(/<span style="(top|left):([\d.]+)%">(.*?)<\/span>/g)].map(
    ([, side, share, text]) =>
      side === 'top'
        ? `<text class="y" x="-6" y="${((Number(share) / 100) * height + 4).toFixed(1)}">${text}</text>`
        : `<text class="x" x="${((Number(share) / 100) * width).toFixed(1)}" y="${height + 15}">${text}</text>`,
  );
  return `<g transform="translate(${x} ${y})"><text class="title" y="-9">${title}</text>${paths.join('')}${labels.join('')}</g>`;
});
const [totalWidth, totalHeight] = [
  columns * cellWidth,
  Math.ceil(cells.length / columns) * cellHeight + head + 4,
];
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${totalWidth} ${totalHeight}" width="${totalWidth}" height="${totalHeight}" role="img" aria-labelledby="title desc">
<title id="title">How well six levels are known while seven are learned, one after the other</title>
<desc id="desc">R² on held-out rows by examples. With rehearsal each level stays known once it was learned; without it rises and falls with what is being learned at the moment.</desc>
<style>
:root{color-scheme:light dark}
.ground{fill:#fff}text{font:11px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#565c65}.title{font-size:13px;font-weight:600;fill:#1b1f24}
.y{text-anchor:end}.x{text-anchor:middle}path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.grid{stroke:#c9ced6;stroke-width:1}.line{stroke-width:1.75}.s0{stroke:#0b5cad;stroke-width:2.5}.s2{stroke:#9a4a00}.dashed{stroke-dasharray:6 5}
@media (prefers-color-scheme:dark){.ground{fill:#12161b}text{fill:#aab2bd}.title{fill:#e8ebef}.grid{stroke:#3c4551}.s0{stroke:#7db7ff}.s2{stroke:#ffb070}}
</style>
<rect class="ground" width="100%" height="100%" rx="6"/>
<g transform="translate(${left} 20)"><path class="line s0" d="M0 -4H24"/><text class="title" x="32">with rehearsal</text><path class="line s2 dashed" d="M150 -4H174"/><text class="title" x="182">without</text><text x="260">R² on held-out rows, by examples; 1 is all of it</text></g>
${cells.join('\n')}
</svg>`);
