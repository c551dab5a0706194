import { HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { Api } from '../api/client';
import { isUnauthorized } from '../api/problem';
import type { ArbiterEvent, Gauges } from '../api/types';
import { TooFarBehindError, UnauthorizedError, type FeedConnection, type FeedTransport, type Sink } from './transport';

/** The live part of docs/API.md. Reconnecting is FeedClient's business, so SignalR's own is left off. */
export function signalRTransport(api: Api, token: string): FeedTransport {
  return {
    snapshot: (signal) => api.live(signal).catch(rethrow),
    async connect(signal) {
      const hub = new HubConnectionBuilder()
        .withUrl('/hubs/live', { accessTokenFactory: () => token })
        .configureLogging(LogLevel.None)
        .build();
      const stop = () => void hub.stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await hub.start();
        signal.throwIfAborted();
      } catch (error) {
        rethrow(error);
      } finally {
        signal.removeEventListener('abort', stop);
      }
      return wrap(hub);
    },
  };
}

function wrap(hub: HubConnection): FeedConnection {
  const stream = <T>(sink: Sink<T>, method: string, ...args: unknown[]) => {
    const subscription = hub.stream<T>(method, ...args).subscribe({
      next: (value) => sink.next(value),
      error: (error: unknown) => sink.end(translate(error)),
      complete: () => sink.end(),
    });
    return () => subscription.dispose();
  };
  return {
    events: (after, sink) => stream<readonly ArbiterEvent[]>(sink, 'Events', after),
    gauges: (sink) => stream<Gauges>(sink, 'Gauges'),
    onClosed: (listener) => hub.onclose(listener),
    close: () => void hub.stop(),
  };
}

function rethrow(error: unknown): never {
  throw translate(error);
}

// A hub error arrives as text around the message that the server gave; a refused handshake as an error with statusCode.
export function translate(error: unknown): unknown {
  if (isUnauthorized(error)) return new UnauthorizedError();
  const { message = '', statusCode } = (error ?? {}) as { message?: string; statusCode?: number };
  if (statusCode === 401 || /Status code '401'/.test(message)) return new UnauthorizedError();
  if (message.includes('tooFarBehind')) return new TooFarBehindError();
  return error;
}
