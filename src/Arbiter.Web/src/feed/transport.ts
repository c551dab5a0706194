import type { ArbiterEvent, Gauges, LiveSnapshot } from '../api/types';

export interface Sink<T> {
  next(value: T): void;
  /** The stream ended, with an error or without one; nothing follows. */
  end(error?: unknown): void;
}

export interface FeedConnection {
  /** Events after the position, in batches. Returns what stops the stream. */
  events(after: number, sink: Sink<readonly ArbiterEvent[]>): () => void;
  gauges(sink: Sink<Gauges>): () => void;
  onClosed(listener: (error?: unknown) => void): void;
  close(): void;
}

/** What FeedClient needs from the outside. Tests give it a fake one. */
export interface FeedTransport {
  snapshot(signal: AbortSignal): Promise<LiveSnapshot>;
  connect(signal: AbortSignal): Promise<FeedConnection>;
}

/** Thrown by a transport, or given to Sink.end, when the token is not accepted. */
export class UnauthorizedError extends Error {}

/** Given to Sink.end when the server no longer keeps what follows the position. */
export class TooFarBehindError extends Error {}
