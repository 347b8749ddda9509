import type { CompletedVerb } from './completion.js';

/** Returns the completion script for bash: `source <(train-online completion bash)`. */
export function bashScript(verbs: readonly CompletedVerb[]): string {
  const flags = verbs.map(
    ({ name, flags }) => `    '${name}') words='${flags.flatMap(({ names }) => names).join(' ')}' ;;`,
  );
  const values = verbs.flatMap(({ name, flags }) =>
    flags.flatMap(({ names, value }) => {
      if (value === 'none') return [];
      const found =
        value === 'file'
          ? 'files'
          : value === 'folder'
            ? 'folders'
            : value === 'any'
              ? 'none'
              : `words '${value.join(' ')}'`;
      return [
        `    ${names.map((flag) => `'${name} ${flag}'`).join(' | ')}) _train_online_${found}; return ;;`,
      ];
    }),
  );
  const behind = verbs.flatMap(({ name, values }) =>
    values === 'file' ? [] : [`    '${name}') words='${values.join(' ')}' ;;`],
  );
  return `# bash completion for train-online
_train_online_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_train_online_files() { compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); }
_train_online_folders() { compopt -o filenames; COMPREPLY=($(compgen -d -- "$current")); }
_train_online_none() { COMPREPLY=(); }

_train_online() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local first="\${COMP_WORDS[1]}" second="\${COMP_WORDS[2]}" verb=train words='' IFS=$' \\t\\n'
  # --flag=value comes as three words.
  if [[ $current == = ]]; then current=''
  elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  if ((COMP_CWORD > 1)) && [[ $first != -* ]]; then
    verb=$first
    case "$first $second" in
${twoWords(verbs)}
    esac
  fi
  case "$verb $previous" in
${values.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$verb" in
${flags.join('\n')}
    esac
  elif ((COMP_CWORD == 1)); then
    words='${firstWords(verbs).join(' ')}'
  elif ((COMP_CWORD == 2)); then
    case "$first" in
${topics(verbs)}
    esac
  fi
  if [[ -z $words ]]; then
    case "$verb" in
${behind.join('\n')}
    esac
  fi
  if [[ -n $words ]]; then _train_online_words "$words"; else _train_online_files; fi
}
complete -F _train_online train-online
`;
}

/** The words with which verbs begin. */
export function firstWords(verbs: readonly CompletedVerb[]): readonly string[] {
  return [...new Set(verbs.map(({ name }) => name.split(' ')[0]!))];
}

/** The second words of verbs, by their first. */
export function secondWords(verbs: readonly CompletedVerb[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name } of verbs) {
    const [first, second] = name.split(' ');
    if (second !== undefined) found.set(first!, [...(found.get(first!) ?? []), second]);
  }
  return found;
}

function twoWords(verbs: readonly CompletedVerb[]): string {
  return verbs
    .filter(({ name }) => name.includes(' '))
    .map(({ name }) => `      '${name}') verb='${name}' ;;`)
    .join('\n');
}

function topics(verbs: readonly CompletedVerb[]): string {
  return [...secondWords(verbs)]
    .map(([first, second]) => `      '${first}') words='${second.join(' ')}' ;;`)
    .join('\n');
}
