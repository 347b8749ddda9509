/** Finds the next id after the pattern of another one (`hidden1.7` → `hidden1.64`), and adds it to those in use. */
export function freeId(like: string, used: Set<string>, from: number): string {
  const stem = like.replace(/\.\d+$/, '');
  let number = from;
  while (used.has(`${stem}.${number}`)) number += 1;
  const id = `${stem}.${number}`;
  used.add(id);
  return id;
}
