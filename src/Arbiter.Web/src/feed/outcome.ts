import { VERDICTS, type ArbiterEvent, type Verdict } from '../api/types';
import type { IconName } from '../ui/Icon';

/** What a row is about at a glance: one of the verdicts, or some other activity. */
export type Outcome = Verdict | 'activity';
export const OUTCOMES: readonly Outcome[] = [...VERDICTS, 'activity'];

export const OUTCOME_ICONS: Record<Outcome, IconName> = {
  granted: 'check', alreadyYours: 'person', held: 'lock', coolingDown: 'hourglass', overQuota: 'gauge',
  underReview: 'eye', notEligible: 'ban', activity: 'dot',
};

const ACTIVITY_ICONS: Record<string, IconName> = {
  identifiersBound: 'tag', lookedUp: 'eye', followUpRecorded: 'chat', ownershipReleased: 'release', ownershipExpired: 'hourglass',
  ownershipTransferred: 'transfer', repeatsCounted: 'repeat', customersMerged: 'people', customerUnmerged: 'people',
  mergeProposed: 'eye', mergeDismissed: 'eye', keyMarked: 'tag', sharingDismissed: 'tag', keyMarkedInAdvance: 'tag', policyChanged: 'book', teamChanged: 'people',
  repChanged: 'person', tokenIssued: 'key', tokenRevoked: 'key',
};

export function isVerdict(word: string | undefined): word is Verdict {
  return VERDICTS.includes(word as Verdict);
}

export function outcomeOf({ type, data }: ArbiterEvent): Outcome {
  if (type === 'claimGranted') return 'granted';
  if (type === 'claimRefused' || type === 'claimTurnedAway') return isVerdict(data?.verdict) ? data.verdict : 'notEligible';
  return 'activity';
}

export function iconOf(event: ArbiterEvent): IconName {
  const outcome = outcomeOf(event);
  return outcome === 'activity' ? (ACTIVITY_ICONS[event.type] ?? 'dot') : OUTCOME_ICONS[outcome];
}

/** Every rep who has a part in it, for the filter. */
export function repsOf({ data }: ArbiterEvent): string[] {
  return [data?.rep, data?.holder, data?.from, data?.to].filter((rep): rep is string => Boolean(rep));
}
