import type { ArbiterEvent } from '../api/types';
import type { Delivery } from './feedState';

/** Deliveries that the consumer has not taken yet. Holds at most `limit` events; a background tab takes nothing for hours. */
export class Inbox {
  private deliveries: Delivery[] = [];
  private events = 0;

  constructor(private readonly limit: number) {}

  putSnapshot(delivery: Extract<Delivery, { kind: 'snapshot' }>): void {
    this.deliveries.push(delivery);
    this.events += delivery.snapshot.events.length;
  }

  /**
   * False when the events do not fit: everything held is let go, and only a snapshot can follow. A batch that finds the
   * inbox empty always fits: its size is the server's choice, not the consumer's fault.
   */
  putEvents(events: ArbiterEvent[]): boolean {
    if (this.events > 0 && this.events + events.length > this.limit) {
      this.take();
      return false;
    }
    const last = this.deliveries.at(-1);
    if (last?.kind === 'events') last.events.push(...events);
    else this.deliveries.push({ kind: 'events', events: [...events] });
    this.events += events.length;
    return true;
  }

  take(): Delivery[] {
    const taken = this.deliveries;
    this.deliveries = [];
    this.events = 0;
    return taken;
  }
}
