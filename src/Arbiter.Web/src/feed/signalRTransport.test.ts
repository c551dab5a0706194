import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { translate } from './signalRTransport';
import { TooFarBehindError, UnauthorizedError } from './transport';

describe('what SignalR and HTTP errors mean to the feed', () => {
  it('a refused token, in each of its forms', () => {
    expect(translate(new ApiProblem(401, 'unauthorized', 'Unauthorized'))).toBeInstanceOf(UnauthorizedError);
    expect(translate(Object.assign(new Error('Unauthorized'), { statusCode: 401 }))).toBeInstanceOf(UnauthorizedError);
    expect(translate(new Error("Failed to complete negotiation with the server: Error: : Status code '401'"))).toBeInstanceOf(UnauthorizedError);
  });

  it('tooFarBehind, which comes as text around the message', () => {
    expect(translate(new Error('An error occurred on the server while streaming results. HubException: tooFarBehind'))).toBeInstanceOf(TooFarBehindError);
  });

  it('anything else stays what it is', () => {
    const error = new ApiProblem(503, 'unavailable', 'Unavailable', undefined, 3);
    expect(translate(error)).toBe(error);
    expect(translate(undefined)).toBeUndefined();
  });
});
