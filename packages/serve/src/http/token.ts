/**
 * Compares a secret with what was given in a time that does not depend on where they differ.
 *
 * @param given - of any length; only its length shows.
 */
export function isSameSecret(secret: string, given: string): boolean {
  let difference = secret.length ^ given.length;
  // As many steps as the given one has letters, whatever the secret.
  for (let at = 0; at < given.length; at += 1)
    difference |= given.charCodeAt(at) ^ secret.charCodeAt(at % Math.max(secret.length, 1));
  return difference === 0;
}

/** Reads the secret of a header `Authorization`: a bearer's token, or the password that a browser has asked for. */
export function givenSecret(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return value;
  try {
    const decoded = atob(value);
    return decoded.slice(decoded.indexOf(':') + 1);
  } catch {
    return undefined;
  }
}
