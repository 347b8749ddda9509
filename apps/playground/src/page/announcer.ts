/** Milliseconds between two texts, so that a screen reader comes to an end of one. */
const PAUSE = 5000;

/** Lets texts through one at a time: at once if they are urgent, else when the last one is long enough ago and it says something new. */
export class Announcer {
  readonly #say: (text: string) => void;
  #last = '';
  #at = Number.NEGATIVE_INFINITY;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Offers a text at `now`, in milliseconds. */
  offer(text: string, now: number, urgent = false): void {
    if (text === this.#last || (!urgent && now - this.#at < PAUSE)) return;
    this.#last = text;
    this.#at = now;
    this.#say(text);
  }
}
