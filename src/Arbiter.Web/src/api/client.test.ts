import { describe, expect, it } from 'vitest';
import { createApi } from './client';
import { ApiProblem } from './problem';

const answering = (response: Response) => createApi('secret', async () => response);
const failure = (response: Response) => answering(response).me().then(() => null, (error: unknown) => error as ApiProblem);

describe('createApi', () => {
  it('sends the token and asks where docs/API.md says', async () => {
    const calls: [string, string | null][] = [];
    const api = createApi('secret', async (input, init) => {
      calls.push([String(input), new Headers(init?.headers).get('Authorization')]);
      return Response.json({});
    });
    await api.live();
    await api.leaderboard('7d', 'team');
    await api.openConflicts();
    expect(calls).toEqual([
      ['/api/v1/live', 'Bearer secret'],
      ['/api/v1/leaderboard?window=7d&by=team', 'Bearer secret'],
      ['/api/v1/conflicts?status=open&limit=50', 'Bearer secret'],
    ]);
  });

  it('reads a problem document', async () => {
    const body = JSON.stringify({ type: '/problems/unavailable', title: 'Unavailable', detail: 'The database does not answer.' });
    expect(await failure(new Response(body, { status: 503, headers: { 'Retry-After': '3' } }))).toMatchObject({
      status: 503, code: 'unavailable', detail: 'The database does not answer.', retryAfterSeconds: 3,
    });
  });

  it('makes sense of an answer that is no problem document', async () => {
    expect(await failure(new Response('<html>bad gateway</html>', { status: 502 }))).toMatchObject({ status: 502, code: 'unavailable' });
    expect(await failure(new Response('<html>hello</html>', { status: 200 }))).toMatchObject({ code: 'network' });
  });
});
