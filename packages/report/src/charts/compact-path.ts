/**
 * Writes a path of whole numbers, as d3 draws it, in fewer letters: steps from point to point instead of places, a level or an upright
 * step as one number.
 */
export function compactPath(path: string): string {
  let [x, y] = [0, 0];
  let out = '';
  let last = '';
  for (const [, command, , right, down] of path.matchAll(/([MLZ])((-?\d+),(-?\d+))?/g)) {
    if (command === 'Z') {
      out += 'Z';
      last = 'Z';
      continue;
    }
    const [toX, toY] = [Number(right), Number(down)];
    const [stepX, stepY] = [toX - x, toY - y];
    x = toX;
    y = toY;
    if (command === 'M') {
      out += `M${toX} ${toY}`;
      last = 'M';
    } else if (stepX === 0 && stepY === 0 && last !== 'M') {
      // It is there already; a lone point stays a step of no length.
    } else {
      const letter = stepY === 0 ? 'h' : stepX === 0 ? 'v' : 'l';
      const numbers = letter === 'h' ? [stepX] : letter === 'v' ? [stepY] : [stepX, stepY];
      out += numbers.reduce<string>(
        (text, number, at) =>
          text + (at === 0 && letter !== last ? letter : number < 0 ? '' : ' ') + String(number),
        '',
      );
      last = letter;
    }
  }
  return out;
}
