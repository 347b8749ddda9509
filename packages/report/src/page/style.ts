import { PALETTE, type Theme } from './palette.js';

function variables({ series, heat, heatText, ...named }: Theme): string {
  const all = [
    ...Object.entries(named),
    ...series.map((colour, at) => [`c${at}`, colour] as const),
    ...heat.map((colour, at) => [`h${at}`, colour] as const),
    ['ht', heatText] as const,
  ];
  return all.map(([name, colour]) => `--${name}:${colour}`).join(';');
}

const each = (count: number, rule: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => rule(at)).join('');

const light = variables(PALETTE.light);

/** The style of a page: light, dark where that is wished, and on paper. */
export const STYLE: string = `:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${variables(PALETTE.dark)}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.25rem clamp(.75rem,3vw,2rem) 3rem;max-width:68rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.45rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:0;font-weight:600}
.lead{color:var(--quiet);margin:0 0 1rem}
.verdict{list-style:none;margin:0 0 1.6rem;padding:.85rem 1rem;background:var(--card);border-left:.35rem solid var(--quiet);border-radius:.3rem}
.verdict.good{border-color:var(--good)}.verdict.bad{border-color:var(--bad)}
.verdict li{margin:.2rem 0;padding-left:1.6em;text-indent:-1.6em}.verdict li::before{content:"·";display:inline-block;width:1.6em;text-indent:0;color:var(--quiet);font-weight:700}
.verdict .good::before{content:"✓";color:var(--good)}.verdict .bad::before{content:"!";color:var(--bad)}
.verdict li:first-child{font-weight:600;font-size:1.08rem}
figure{margin:0 0 1.6rem;min-width:0;break-inside:avoid}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.2rem 0 .65rem;padding:0;font-size:.875rem;color:var(--quiet)}
.legend b{color:var(--text);font-variant-numeric:tabular-nums}.legend i{display:inline-block;width:1.5em;height:0;margin-right:.4em;vertical-align:.28em;border-top:.19em solid}
.legend .dashed i{border-top-style:dashed}.legend .area i{height:.8em;width:.8em;vertical-align:-.08em;border:0;background:currentColor}.legend .marks i{width:0;height:.9em;border:0;border-left:.14em solid;vertical-align:-.1em}
.frame{position:relative;margin:0 .5rem 1.5rem 3.6rem;height:15rem}.small .frame{height:6.5rem;margin-left:3.2rem}.square .frame{height:20rem;max-width:24rem}
svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.frame span{position:absolute;font-size:.78rem;line-height:1;color:var(--quiet);white-space:nowrap;font-variant-numeric:tabular-nums}
.y{position:absolute;inset:0}.y span{right:100%;margin-right:.45rem;transform:translateY(-50%)}.x span{top:100%;margin-top:.45rem;transform:translateX(-50%)}
.axes{margin:0;font-size:.8rem;color:var(--quiet)}
path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round;stroke-linecap:round}
.grid{stroke:var(--rule);stroke-width:1}.line{stroke-width:1.75}.line.s0{stroke-width:2.5}.line.dashed{stroke-dasharray:6 5}
.marks,.bars{stroke:var(--c4);stroke-width:1.25;stroke-linecap:butt}.bars{stroke:var(--c3);stroke-width:4}.dots{stroke-width:8}
.area{stroke:var(--ground);stroke-width:1}
${each(8, (at) => `.s${at}{stroke:var(--c${at})}.a${at}{fill:var(--c${at})}.legend .c${at} i{color:var(--c${at})}`)}
.grid-of-small{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:0 1.5rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;margin:.4rem 0}
td,th{padding:.22rem .55rem;text-align:right;border:1px solid var(--rule);overflow-wrap:normal}th{font-weight:600;text-align:left;max-width:14rem;overflow-wrap:break-word}tbody th{min-width:5rem}thead th{text-align:right;vertical-align:bottom;min-width:3.2rem}thead td{border:0}
${each(6, (at) => `.h${at}{background:var(--h${at});color:var(--ht)}`)}
.values{width:100%;table-layout:fixed}.values th{width:min(34%,14rem)}.values td{text-align:left;overflow-wrap:anywhere}
.bar{width:min(30vw,12rem);text-align:left}.bar i{display:block;height:.7em;min-width:1px;background:var(--c0)}
.names{margin:.3rem 0 0;padding-left:1.6rem;font-size:.8rem;color:var(--quiet);columns:16rem}
pre{margin:.4rem 0;padding:.7rem .9rem;background:var(--card);border-radius:.3rem;white-space:pre-wrap;font-size:.85rem}
:focus-visible{outline:.15rem solid var(--c0);outline-offset:.15rem}
@media (max-width:34rem){.frame{margin-left:3.1rem;height:12rem}.square .frame{height:16rem}}
@media print{:root{color-scheme:light;${light}}body{max-width:none;padding:0;font-size:10pt}.frame{height:11rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}}`;
