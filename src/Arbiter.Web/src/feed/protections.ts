import type { ArbiterEvent } from '../api/types';

const LIMIT = 2_000;

interface Protection {
  readonly owner: string;
  readonly until: string;
}

/**
 * A refusal in the feed names the holder, not until when. The grant or follow-up that set the protection often passed by
 * on this screen; then the page can say it. Bounded: the customers heard of longest ago are forgotten.
 */
export class Protections {
  static readonly none = new Protections(new Map());

  private constructor(private readonly known: ReadonlyMap<string, Protection>) {}

  learn(events: readonly ArbiterEvent[]): Protections {
    let next: Map<string, Protection> | null = null;
    for (const { customer, type, data, actor } of events) {
      if (!customer) continue;
      const owner = ownerAfter(type, data?.rep, data?.to, actor, next?.get(customer)?.owner ?? this.known.get(customer)?.owner);
      if (owner === undefined) continue;
      next ??= new Map(this.known);
      next.delete(customer);
      if (owner !== null && data?.protectedUntil) next.set(customer, { owner, until: data.protectedUntil });
    }
    if (!next) return this;
    for (const customer of next.keys()) {
      if (next.size <= LIMIT) break;
      next.delete(customer);
    }
    return new Protections(next);
  }

  /** Until when the holder that this refusal names is protected, when that is known. */
  of(event: ArbiterEvent): string | undefined {
    if (event.data?.until) return event.data.until;
    if (event.type !== 'claimRefused' || !event.customer) return undefined;
    const protection = this.known.get(event.customer);
    return protection && protection.owner === event.data?.holder ? protection.until : undefined;
  }
}

/** Whose the customer is after the event; null: nobody's that we could name; undefined: the event does not say. */
function ownerAfter(type: string, rep?: string, to?: string, actor?: string, before?: string): string | null | undefined {
  switch (type) {
    case 'claimGranted': return rep ?? null;
    case 'followUpRecorded': return rep ?? before ?? actor ?? null;
    case 'ownershipTransferred': return to ?? null;
    case 'ownershipReleased': case 'ownershipExpired': case 'customersMerged': case 'customerUnmerged': return null;
    default: return undefined;
  }
}
