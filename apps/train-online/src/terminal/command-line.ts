/** Writes the command that starts this program again with `args`, in the way in which the user started it. */
export function commandLine(args: readonly string[], environment = process.env): string {
  const start = environment['npm_lifecycle_event'] === 'start' ? 'npm start --' : 'train-online';
  return [start, ...args.map(quote)].join(' ');
}

function quote(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
