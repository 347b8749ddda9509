/** An error of one of our packages: `code` is for programs, `message` for people. */
export type CodedError<Code extends string, Details extends object = object> = Error & {
  readonly code: Code;
} & Readonly<Details>;

/** The class of a package's errors. */
export type ErrorClass<Code extends string, Details extends object = object> = {
  /** @param details - readonly fields of the error, and its `cause`. */
  new (
    code: Code,
    message: string,
    details?: Details & { readonly cause?: unknown },
  ): CodedError<Code, Details>;
  readonly prototype: CodedError<Code, Details>;
  /** Tells whether `value` is an error of this class, from whichever copy of the package. */
  is(value: unknown): value is CodedError<Code, Details>;
};

/**
 * Defines the one error class of a package. Every message says what was given, what was wanted, and what to do.
 *
 * @param name - of the class, unique among all packages: it is also what `is` recognises across copies of a package.
 * @example
 * ```ts
 * export const ReplayError: ErrorClass<ReplayErrorCode> = defineError('ReplayError');
 * export type ReplayError = InstanceType<typeof ReplayError>;
 * ```
 */
export function defineError<Code extends string, Details extends object = object>(
  name: string,
): ErrorClass<Code, Details> {
  const marker = Symbol.for(`@graph/${name}`);
  class DefinedError extends Error {
    readonly code: Code;

    constructor(code: Code, message: string, details?: Details & { readonly cause?: unknown }) {
      const { cause, ...fields } = details ?? {};
      super(message, cause === undefined ? undefined : { cause });
      this.code = code;
      Object.assign(this, fields);
      Object.defineProperty(this, marker, { value: true });
    }

    static is(value: unknown): value is CodedError<Code, Details> {
      return typeof value === 'object' && value !== null && marker in value;
    }
  }
  Object.defineProperty(DefinedError, 'name', { value: name });
  Object.defineProperty(DefinedError.prototype, 'name', { value: name });
  // No class type can say that `Object.assign` adds the fields of a type parameter.
  return DefinedError as unknown as ErrorClass<Code, Details>;
}
