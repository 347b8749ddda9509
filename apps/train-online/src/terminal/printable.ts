/** Control characters but the line feed, and those that turn the direction of writing. */
const OBEYED = /[^\P{Cc}\n]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Shows what a terminal would obey: names in data may hold anything. Lines stay lines. */
export function printable(text: string): string {
  return text.replace(OBEYED, (found) => {
    const code = found.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}
