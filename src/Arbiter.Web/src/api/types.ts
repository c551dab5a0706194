// The shapes of docs/API.md that this page reads. The arrays are the vocabulary: tests check that each word has a text.

export const VERDICTS = [
  'granted', 'alreadyYours', 'held', 'coolingDown', 'overQuota', 'underReview', 'notEligible',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const RULES = [
  'firstClaim', 'claimedFromPool', 'ownerAlready', 'protected', 'poolFreshHold', 'formerOwnerCoolDown', 'dailyQuota', 'lookUpQuota',
  'holdingsQuota', 'severalCustomers', 'repUnknown', 'repInactive', 'protectionEnded', 'released', 'transferred', 'similar', 'merged', 'unmerged',
] as const;
export type Rule = (typeof RULES)[number];

export const EVENT_TYPES = [
  'claimGranted', 'claimRefused', 'claimTurnedAway', 'identifiersBound', 'lookedUp', 'followUpRecorded', 'ownershipReleased', 'ownershipExpired',
  'ownershipTransferred', 'repeatsCounted', 'customersMerged', 'customerUnmerged', 'mergeProposed', 'mergeDismissed', 'keyMarked',
  'sharingDismissed', 'keyMarkedInAdvance',
  'policyChanged', 'teamChanged', 'repChanged', 'tokenIssued', 'tokenRevoked',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What makes two customers alike, where the server names it: SimilarityCodes.cs, those that speak for one customer. */
export const EVIDENCE = [
  'sameKey', 'oneDigitOff', 'digitsSwapped', 'sameSharedKey', 'sameSwitchboard', 'sameRoleMailbox', 'nearMailbox', 'sameDomain', 'nearWeChat',
  'sameName', 'otherForm', 'nearName', 'placeLeftOut', 'sameDistinctivePart', 'sameContact',
] as const;

export const FOLLOW_UP_KINDS = [
  'call', 'meeting', 'quote', 'sample', 'messageAnswered', 'note', 'callMissed', 'messageSent',
] as const;

/** The union of what the event types carry; the server leaves out what does not apply. */
export interface EventData {
  rep?: string;
  epoch?: number;
  protectedUntil?: string;
  rule?: string;
  kinds?: string[];
  evidence?: string[];
  channel?: string;
  verdict?: string;
  holder?: string;
  conflict?: string;
  repeats?: number;
  until?: string;
  kind?: string;
  counted?: boolean;
  claimableFrom?: string;
  expiredAt?: string;
  from?: string;
  to?: string;
}

export interface ArbiterEvent {
  seq: number;
  type: string;
  customer?: string;
  at: string;
  actor?: string;
  data?: EventData;
}

export interface LeaderboardRow {
  id: string;
  name: string;
  team?: string;
  granted: number;
  refused: number;
  held: number;
}

export const WINDOWS = ['today', '7d', '30d'] as const;
export type LeaderboardWindow = (typeof WINDOWS)[number];
export const GROUPINGS = ['rep', 'team'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Leaderboard {
  window: LeaderboardWindow;
  by: Grouping;
  seq: number;
  rows: LeaderboardRow[];
}

export interface Gauges {
  at: string;
  seq: number;
  claimsPerSecond: number;
  grantedPerSecond: number;
  refusedPerSecond: number;
  openConflicts: number;
  connections: number;
  latencyMs: { p50: number; p99: number };
  leaderboard: { today: Record<Grouping, LeaderboardRow[]> };
}

export interface LiveSnapshot {
  seq: number;
  head: number;
  events: ArbiterEvent[];
  gauges: Gauges;
}

export interface ConflictParty {
  rep: string;
  verdict: string;
  attempts: number;
  firstAt: string;
  lastAt: string;
}

export interface Conflict {
  conflict: string;
  customer: string;
  status: 'open' | 'closed';
  holder?: string;
  openedAt: string;
  lastAt: string;
  parties: ConflictParty[];
}

export interface ConflictPage {
  conflicts: Conflict[];
  next?: string;
}

export interface Roster {
  teams: { team: string; name: string }[];
  reps: { rep: string; name: string; team?: string; active: boolean }[];
}

export interface Me {
  name: string;
  role: string;
  rep?: string;
}

export interface DemoSession {
  token: string;
  role: string;
}
