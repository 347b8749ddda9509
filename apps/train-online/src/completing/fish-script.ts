import { firstWords, secondWords } from './bash-script.js';
import type { CompletedFlag, CompletedVerb } from './completion.js';

/** Returns the completion script for fish: `train-online completion fish | source`. */
export function fishScript(verbs: readonly CompletedVerb[]): string {
  const summaries = new Map(verbs.map(({ name, summary }) => [name, summary]));
  const lines = [
    ...firstWords(verbs).map(
      (word) =>
        `complete -c train-online -n __train_online_first -f -a ${word} -d '${summaries.get(word) ?? ''}'`,
    ),
    ...[...secondWords(verbs)].map(
      ([first, second]) =>
        `complete -c train-online -n '__train_online_only ${first}' -f -a '${second.join(' ')}'`,
    ),
    ...verbs.flatMap(({ name, flags, values }) => [
      ...(values === 'file'
        ? []
        : [`complete -c train-online -n '__train_online_is ${name}' -f -a '${values.join(' ')}'`]),
      ...flags.map((flag) => lineOf(name, flag)),
    ]),
  ];
  return `# fish completion for train-online
function __train_online_verb
  set -l words (commandline -opc)[2..]
  if not set -q words[1]; or string match -q -- '-*' $words[1]
    echo train
  else if set -q words[2]; and contains -- "$words[1] $words[2]" ${verbs
    .filter(({ name }) => name.includes(' '))
    .map(({ name }) => `'${name}'`)
    .join(' ')}
    echo "$words[1] $words[2]"
  else
    echo $words[1]
  end
end
function __train_online_is
  test (__train_online_verb) = "$argv"
end
function __train_online_first
  test (count (commandline -opc)) -eq 1
end
function __train_online_only
  set -l words (commandline -opc)
  test (count $words) -eq 2; and test $words[2] = $argv[1]
end
${lines.join('\n')}
`;
}

function lineOf(verb: string, { names, summary, value }: CompletedFlag): string {
  const spelt = names
    .map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
    .join(' ');
  const wanted =
    value === 'none'
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'folder'
          ? " -x -a '(__fish_complete_directories)'"
          : value === 'any'
            ? ' -x'
            : ` -x -a '${value.join(' ')}'`;
  return `complete -c train-online -n '__train_online_is ${verb}' ${spelt}${wanted} -d '${summary}'`;
}
