import { EVENT_TYPES, RULES, type ArbiterEvent } from '../api/types';
import { outcomeOf } from './outcome';

// Which text of the dictionary fits an event. Words that a newer server may add fall back instead of showing a key.

const known = (words: readonly string[], word: string | undefined): word is string => word !== undefined && words.includes(word);

export function sentenceKey(event: ArbiterEvent): string {
  // Turned away before any customer was found: there is none to name.
  if (event.type === 'claimTurnedAway') return 'sentence.claimTurnedAway';
  const outcome = outcomeOf(event);
  // Nobody came too late: the customer may even be the rep's own, and the claim brought another one along.
  if (outcome === 'held' && event.data?.rule === 'severalCustomers') return 'sentence.severalCustomers';
  if (outcome !== 'activity') return `sentence.${outcome}`;
  // A rep is not told which two customers; and no rep's claim led to those that only resemble each other.
  if (event.type === 'mergeProposed' && !event.customer) return 'sentence.pairProposed';
  if (event.type === 'mergeProposed' && !event.data?.rep) return 'sentence.similarProposed';
  if (event.type === 'mergeDismissed' && !event.customer) return 'sentence.pairDismissed';
  return known(EVENT_TYPES, event.type) ? `sentence.${event.type}` : 'sentence.other';
}

export function wordKey(event: ArbiterEvent): string {
  const outcome = outcomeOf(event);
  if (outcome !== 'activity') return `verdict.${outcome}`;
  return known(EVENT_TYPES, event.type) ? `event.${event.type}` : 'event.other';
}

/** The rule's explanation; the variant with a date when the date is known and the rule has one. */
export function ruleKey(rule: string | undefined, withUntil: boolean, exists: (key: string) => boolean): string | null {
  if (!known(RULES, rule)) return null;
  return withUntil && exists(`rules.${rule}_until`) ? `rules.${rule}_until` : `rules.${rule}`;
}
