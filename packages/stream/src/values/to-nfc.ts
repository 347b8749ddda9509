/**
 * Returns a text in Unicode NFC, so that words that look the same are the same. What has no code unit from U+0300 on is in
 * NFC already.
 */
export function toNfc(text: string): string {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x300) return text.normalize('NFC');
  return text;
}
