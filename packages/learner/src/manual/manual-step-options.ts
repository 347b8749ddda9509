/** How one step differs from the next. */
export type ManualStepOptions = {
  /**
   * Adds the gradient to that of the last `step` or `gradientOf`, whose rows then take part without going through the network
   * again: of a step that `restore` has undone, to be taken with further rows. There must be room for 4 rows more. Default
   * false.
   */
  readonly keepGradient?: boolean;
};
