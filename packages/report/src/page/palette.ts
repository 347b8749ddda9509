/**
 * The colours of a page on white and on near-black; each is dark, or light, enough for text on its ground (WCAG 2.2: 4.5), so that a
 * line and its name can share it.
 */
export const PALETTE: {
  readonly light: Theme;
  readonly dark: Theme;
} = {
  light: {
    ground: '#ffffff',
    card: '#f6f7f9',
    text: '#1b1f24',
    quiet: '#565c65',
    rule: '#c9ced6',
    good: '#146c3a',
    bad: '#b3261e',
    series: ['#0b5cad', '#9a4a00', '#1b6e3c', '#565c65', '#b3261e', '#7a3ea8', '#00656f', '#a3246b'],
    heat: ['#ffffff', '#e3edf8', '#c3d9f0', '#9fc3e7', '#7fb0de', '#63a0d8'],
    heatText: '#12161b',
  },
  dark: {
    ground: '#12161b',
    card: '#1b2129',
    text: '#e8ebef',
    quiet: '#aab2bd',
    rule: '#3c4551',
    good: '#7fd69a',
    bad: '#ff9d94',
    series: ['#7db7ff', '#ffb070', '#7fd69a', '#aab2bd', '#ff9d94', '#d0a6ff', '#6fd3e0', '#ff9ecb'],
    heat: ['#12161b', '#16283b', '#19385a', '#1c4776', '#1f558f', '#2262a6'],
    heatText: '#ffffff',
  },
};

/** The colours of one ground. */
export type Theme = {
  readonly ground: string;
  readonly card: string;
  readonly text: string;
  readonly quiet: string;
  readonly rule: string;
  readonly good: string;
  readonly bad: string;
  /** Of lines and areas, by their number. */
  readonly series: readonly string[];
  /** Of cells, from nothing to all. */
  readonly heat: readonly string[];
  readonly heatText: string;
};
