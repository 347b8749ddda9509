import { firstWords, secondWords } from './bash-script.js';
import type { CompletedVerb } from './completion.js';

/** Returns the completion script for zsh, a file `_train-online` in a folder of `$fpath`. */
export function zshScript(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ name, flags }) =>
    flags.flatMap(({ names, value }) => {
      if (value === 'none') return [];
      const found =
        value === 'file'
          ? '_files'
          : value === 'folder'
            ? '_files -/'
            : value === 'any'
              ? "_message 'a value'"
              : `compadd -- ${value.join(' ')}`;
      return [`    ${names.map((flag) => `'${name} ${flag}'`).join('|')}) ${found}; return ;;`];
    }),
  );
  const flags = verbs.map(({ name, flags }) => {
    const described = flags.flatMap(({ names, summary }) => names.map((flag) => `'${flag}:${summary}'`));
    return `      '${name}') found=(${described.join(' ')}) ;;`;
  });
  const behind = verbs.flatMap(({ name, values }) =>
    values === 'file' ? [] : [`    '${name}') compadd -- ${values.join(' ')}; return ;;`],
  );
  const summaries = new Map(verbs.map(({ name, summary }) => [name, summary]));
  const verbsOf = firstWords(verbs).map((word) => `'${word}:${summaries.get(word) ?? ''}'`);
  return `#compdef train-online
# zsh completion for train-online
_train_online() {
  local verb=train current=\${words[CURRENT]} previous=\${words[CURRENT-1]}
  local -a found
  if ((CURRENT > 2)) && [[ \${words[2]} != -* ]]; then
    verb=\${words[2]}
    case "\${words[2]} \${words[3]}" in
${verbs
  .filter(({ name }) => name.includes(' '))
  .map(({ name }) => `      '${name}') verb='${name}' ;;`)
  .join('\n')}
    esac
  fi
  case "$verb $previous" in
${values.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$verb" in
${flags.join('\n')}
    esac
    _describe 'flag' found
    return
  fi
  if ((CURRENT == 2)); then
    found=(${verbsOf.join(' ')})
    _describe 'verb' found
    return
  fi
  if ((CURRENT == 3)); then
    case "\${words[2]}" in
${[...secondWords(verbs)].map(([first, second]) => `      '${first}') compadd -- ${second.join(' ')} ;;`).join('\n')}
    esac
  fi
  case "$verb" in
${behind.join('\n')}
  esac
  _files
}
if [[ $funcstack[1] == _train-online ]]; then _train_online "$@"; else compdef _train_online train-online; fi
`;
}
