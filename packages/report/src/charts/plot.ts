import { escapeHtml, nameHtml } from '../page/html.js';
import { formatNumber } from './format-number.js';

/** The size of a drawing in its own units; it is stretched to whatever room there is. */
export const WIDTH = 2000;
export const HEIGHT = 600;

/** A place on an axis: 0 to 1 from left to right, or from top to bottom. */
export type Tick = { readonly at: number; readonly label: string };

/** One thing that a picture shows. */
export type LegendItem = {
  /** Its colour, 0 to 7, and whether it is drawn in dashes. */
  readonly colour: number;
  readonly kind: 'line' | 'dashed' | 'area' | 'marks';
  readonly name: string;
  /** Its last value, or how many. */
  readonly value?: string;
};

/** A picture without its frame. */
export type Plot = {
  /** Unique within the page. */
  readonly id: string;
  readonly title: string;
  /** What a person would say of it. */
  readonly description: string;
  readonly legend: readonly LegendItem[];
  /** Elements of SVG, `WIDTH` by `HEIGHT`. */
  readonly drawing: string;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** What both axes are. */
  readonly axes: string;
  readonly size?: 'small' | 'square';
};

/**
 * Frames a picture. Only shapes are SVG, and are stretched; all words are HTML, so that they keep their size on a narrow screen and
 * can be read by everything that reads text.
 */
export function renderPlot({
  id,
  title,
  description,
  legend,
  drawing,
  xTicks,
  yTicks,
  axes,
  size,
}: Plot): string {
  const percent = (at: number): string => `${Math.round(at * 1000) / 10}%`;
  const items = legend.map(({ colour, kind, name, value }) => {
    const figure = value === undefined ? '' : ` <b>${escapeHtml(value)}</b>`;
    return `<li class="c${colour} ${kind}"><i></i>${nameHtml(name)}${figure}</li>`;
  });
  // The last label ends where the picture does: a narrow screen has nothing beside it.
  const place = (at: number): string => (at > 0.97 ? 'right:0;transform:none' : `left:${percent(at)}`);
  const x = xTicks.map(({ at, label }) => `<span style="${place(at)}">${escapeHtml(label)}</span>`);
  const y = yTicks.map(({ at, label }) => `<span style="top:${percent(at)}">${escapeHtml(label)}</span>`);
  const grid = yTicks.map(({ at }) => `M0 ${Math.round(at * HEIGHT)}H${WIDTH}`).join('');
  return `<figure class="plot ${size ?? 'wide'}"><figcaption><h3>${escapeHtml(title)}</h3>${
    items.length === 0 ? '' : `<ul class="legend">${items.join('')}</ul>`
  }</figcaption><div class="frame"><div class="y" aria-hidden="true">${y.join('')}</div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}t ${id}d"><title id="${id}t">${escapeHtml(
    title,
  )}</title><desc id="${id}d">${escapeHtml(description)}</desc><path class="grid" d="${grid}"/>${drawing}</svg><div class="x" aria-hidden="true">${x.join(
    '',
  )}</div></div>${axes === '' ? '' : `<p class="axes">${escapeHtml(axes)}</p>`}</figure>`;
}

/** Labels numbers on an axis. */
export function ticksOf(values: readonly number[], place: (value: number) => number): readonly Tick[] {
  return values.map((value) => ({ at: place(value), label: formatNumber(value) }));
}
