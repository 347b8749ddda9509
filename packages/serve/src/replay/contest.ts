import type { OnlineModel, Row } from '@graph/online';
import type { Label } from '../log/event.js';
import { Challenger } from './challenger.js';
import type { Learner } from './learner.js';
import { type Outcome, outcomeOf } from './outcome.js';

/** The model that answers, and the one that learns beside, if one does: both take in the same. */
export class Contest {
  champion: Learner;
  challenger: Challenger | undefined;

  constructor(champion: Learner) {
    this.champion = champion;
  }

  /** Lets another model learn beside from an event on. */
  challenge(model: OnlineModel, since: number): void {
    this.challenger = new Challenger(model, since);
  }

  /** Lets the challenger answer from now on. Returns whether there was one. */
  promote(): boolean {
    if (this.challenger === undefined) return false;
    this.champion = this.challenger.learner;
    this.challenger = undefined;
    return true;
  }

  /** Lets a row wait for its label. */
  wait(id: string, features: Row, place: number): Outcome {
    const version = this.champion.model.examples;
    const prediction = this.champion.wait(id, features, place);
    this.challenger?.follow((learner) => {
      learner.wait(id, features, place);
      return undefined;
    });
    return { status: 'predicted', prediction, version };
  }

  /** Learns the label of a row that waits. */
  label(id: string, label: Label, place: number): Outcome {
    const result = this.champion.label(id, label, place);
    if (result.status !== 'learned') return outcomeOf(result.status, id);
    const { prediction } = result;
    this.challenger?.follow(
      (learner) => {
        const other = learner.label(id, label, place);
        return other.status === 'learned' ? other.prediction : undefined;
      },
      { prediction, label },
    );
    return result;
  }

  learn(features: Row, label: Label): Outcome {
    const result = this.champion.learn(features, label);
    const { prediction } = result;
    this.challenger?.follow((learner) => learner.learn(features, label).prediction, { prediction, label });
    return { status: 'learned', ...result };
  }

  /** Forgets a row that waits. */
  drop(id: string): void {
    this.champion.model.expireOne(id);
    this.challenger?.learner.model.expireOne(id);
  }

  /** Forgets the rows that wait, up to that of `place` (inclusive). */
  expireUntil(place: number): void {
    this.champion.expireUntil(place);
    this.challenger?.learner.expireUntil(place);
  }
}
