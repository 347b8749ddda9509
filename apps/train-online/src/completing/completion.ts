/** A flag as a shell has to know it. */
export type CompletedFlag = {
  /** With its dashes. */
  readonly names: readonly string[];
  readonly summary: string;
  /** What follows it: nothing, one of some words, a file, a folder, or anything. */
  readonly value: 'none' | 'file' | 'folder' | 'any' | readonly string[];
};

/** A verb as a shell has to know it. */
export type CompletedVerb = {
  /** Its words with a space between; that of bare flags is `train`. */
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** What stands behind it beside flags: files, or one of some words. */
  readonly values: 'file' | readonly string[];
};

/** What oclif's manifest says of a verb, as far as it is used here. */
export type ManifestVerb = {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly args: Readonly<Record<string, { readonly options?: readonly string[] | undefined }>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
};

type ManifestFlag = {
  readonly name: string;
  readonly char?: string | undefined;
  readonly type: 'boolean' | 'option';
  readonly description?: string | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly options?: readonly string[] | undefined;
  readonly hidden?: boolean | undefined;
};

/** What a shell can complete, of all verbs of a manifest, sorted by name. */
export function completionOf(verbs: readonly ManifestVerb[]): readonly CompletedVerb[] {
  return verbs
    .map(({ id, summary = '', args, flags }) => ({
      name: id.replaceAll(':', ' '),
      summary: plain(summary),
      flags: [
        ...Object.values(flags)
          .filter(({ hidden }) => !hidden)
          .map(flagOf),
        HELP,
      ],
      values: Object.values(args).flatMap(({ options = [] }) => options),
    }))
    .map((verb) => ({ ...verb, values: verb.values.length === 0 ? ('file' as const) : verb.values }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const HELP: CompletedFlag = { names: ['--help'], summary: 'Show what there is.', value: 'none' };

function flagOf(flag: ManifestFlag): CompletedFlag {
  const { name, char, description = '' } = flag;
  const summary = plain(description.replace(/^\[[^\]]*\] | \[[^\]]*\]$/g, ''));
  return { names: [`--${name}`, ...(char ? [`-${char}`] : [])], summary, value: wantedBy(flag) };
}

function wantedBy({ type, options, description = '', helpValue }: ManifestFlag): CompletedFlag['value'] {
  if (type === 'boolean') return 'none';
  // Settings are read as texts by their own table, and their words are only in what it says of them.
  const words = options ?? /\[one of ([\w, -]+?)(?:;[^\]]*)?\]/.exec(description)?.[1]?.split(', ');
  if (words) return words;
  const shown = String(helpValue ?? '');
  if (/^(FILE|PATH|RUN)$/.test(shown)) return 'file';
  return /^DIR$/.test(shown) ? 'folder' : 'any';
}

/** The first sentence without what a shell would read: quotes, brackets, colons. */
function plain(text: string): string {
  const [first = ''] = text.split(/(?<=\.)\s/);
  return first.replace(/[^\w .,;/%*+-]/g, '').trim();
}
