/** What a server has done since it was started. */
export class Counters {
  readonly requests: Map<string, number> = new Map();
  predicted = 0;
  learned = 0;
  duplicates = 0;
  /** Predicted and learned when the rate was last looked at, and when that was. */
  #before: { readonly count: number; readonly at: number } | undefined;
  #rate: number | null = null;

  request(route: string, status: number): void {
    const key = `${route} ${status}`;
    this.requests.set(key, (this.requests.get(key) ?? 0) + 1);
  }

  /** Rows a second, over the time since it was looked at a second ago or longer; null before that. */
  rate(now: number): number | null {
    const count = this.predicted + this.learned;
    if (this.#before === undefined || now < this.#before.at) this.#before = { count, at: now };
    else if (now - this.#before.at >= 1000) {
      this.#rate = ((count - this.#before.count) * 1000) / (now - this.#before.at);
      this.#before = { count, at: now };
    }
    return this.#rate;
  }
}
