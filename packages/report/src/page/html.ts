/** Makes a text safe inside HTML and its attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The longest name that a picture or a table shows whole. */
const LONGEST = 30;

/** Cuts out the middle of a long name, as names tend to differ at their ends. */
function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= LONGEST) return name;
  return `${letters.slice(0, LONGEST - 14).join('')}…${letters.slice(-13).join('')}`;
}

/** Writes a name, shortened where it is long; all of it shows when it is pointed at. */
export function nameHtml(name: string): string {
  const short = shorten(name);
  return short === name ? escapeHtml(name) : `<span title="${escapeHtml(name)}">${escapeHtml(short)}</span>`;
}
