import { wordsOfCapacity } from '../lesson/narrate.js';
import { CAPACITIES, type Settings, STRATEGIES, STRENGTHS, USUAL } from '../lesson/settings.js';

/** The form of the page: a slider for the memory, one for consolidation, a choice of the strategy. */
export class Controls {
  readonly #capacity: HTMLInputElement;
  readonly #strength: HTMLInputElement;
  readonly #strategy: HTMLSelectElement;
  readonly #form: HTMLFormElement;

  /** @param changed - is called when the visitor has changed a setting. */
  constructor(form: HTMLFormElement, changed: () => void) {
    const named = <T extends Element>(name: string): T => form.querySelector<T>(`[name="${name}"]`)!;
    this.#form = form;
    this.#capacity = named<HTMLInputElement>('capacity');
    this.#strength = named<HTMLInputElement>('strength');
    this.#strategy = named<HTMLSelectElement>('strategy');
    this.#capacity.max = String(CAPACITIES.length - 1);
    this.#strength.max = String(STRENGTHS.length - 1);
    this.#strategy.replaceChildren(...STRATEGIES.map((name) => new Option(name, name)));
    this.#set(USUAL);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', () => this.#say());
    // Only when the slider is let go, or at each key: not at each place that the pointer passes.
    form.addEventListener('change', changed);
  }

  get settings(): Settings {
    return {
      capacity: CAPACITIES[Number(this.#capacity.value)]!,
      strategy: STRATEGIES[this.#strategy.selectedIndex]!,
      strength: STRENGTHS[Number(this.#strength.value)]!,
    };
  }

  #set({ capacity, strategy, strength }: Settings): void {
    this.#capacity.value = String(CAPACITIES.indexOf(capacity));
    this.#strength.value = String(STRENGTHS.indexOf(strength));
    this.#strategy.value = strategy;
    this.#say();
  }

  #say(): void {
    const strength = STRENGTHS[Number(this.#strength.value)]!;
    this.#sayAt(this.#capacity, wordsOfCapacity(Number(this.#capacity.value)));
    this.#sayAt(this.#strength, strength === 0 ? 'none' : `strength ${strength}`);
    this.#strategy.disabled = this.#capacity.value === '0';
  }

  #sayAt(slider: HTMLInputElement, words: string): void {
    slider.setAttribute('aria-valuetext', words);
    this.#form.querySelector(`#${slider.id}-words`)!.textContent = words;
  }
}
