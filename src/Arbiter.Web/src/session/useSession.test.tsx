import { act, render, screen, waitFor, fireEvent } from '@testing-library/react';
import { useLayoutEffect } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { i18n } from '../i18n';
import { TokenForm } from './TokenForm';
import { tokenStore } from './tokenStore';
import { useSession } from './useSession';

type Answer = { status: number; body: unknown };
const problem = (status: number, code: string): Answer => ({ status, body: { type: `/problems/${code}`, title: code, status } });
const me: Answer = { status: 200, body: { name: '王经理', role: 'manager' } };

function server(answers: Record<string, (token: string | null) => Answer>) {
  return vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const path = String(input).replace('/api/v1', '');
    const header = new Headers(init?.headers).get('Authorization');
    const { status, body } = answers[path]!(header?.replace('Bearer ', '') ?? null);
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
}

function Page() {
  const { session, end, signIn } = useSession();
  return (
    <>
      <output>{session.kind === 'signedIn' ? `${session.me.name}${session.demo ? ' demo' : ''}` : session.kind}</output>
      <button type="button" onClick={end}>end</button>
      {session.kind === 'needsToken' && <TokenForm because={session.because} onSubmit={signIn} />}
    </>
  );
}

const status = () => screen.getByRole('status').textContent;
const enter = (token: string) => {
  fireEvent.change(screen.getByLabelText('Access token'), { target: { value: token } });
  fireEvent.click(screen.getByRole('button', { name: 'Enter' }));
};

describe('the session', () => {
  beforeEach(async () => {
    tokenStore.clear();
    await i18n.changeLanguage('en');
  });

  it('uses the demo session when the server has one', async () => {
    server({ '/demo/session': () => ({ status: 200, body: { token: 'demo', role: 'auditor' } }), '/me': () => me });
    render(<Page />);
    await waitFor(() => expect(status()).toBe('王经理 demo'));
  });

  it('asks for a token when there is none, refuses a wrong one in words, keeps a right one', async () => {
    server({
      '/demo/session': () => problem(404, 'not-found'),
      '/me': (token) => (token === 'right' ? me : problem(401, 'unauthorized')),
    });
    render(<Page />);
    await waitFor(() => expect(status()).toBe('needsToken'));
    enter('');
    expect(screen.getByText('Enter a token.')).toBeTruthy();
    enter('wrong');
    await screen.findByText('This token is not valid or was revoked. Use another one.');
    expect(tokenStore.read()).toBeNull();
    enter(' Bearer right ');
    await waitFor(() => expect(status()).toBe('王经理'));
    expect(sessionStorage.getItem('arbiter.token')).toBe('right');
  });

  it('goes back to the form, and says why, when a kept token is no longer good', async () => {
    tokenStore.write('old');
    server({ '/demo/session': () => problem(404, 'not-found'), '/me': () => problem(401, 'unauthorized') });
    render(<Page />);
    await screen.findByText('You are no longer signed in. Enter a token again.');
    expect(tokenStore.read()).toBeNull();
  });

  it('does not ask for demo tokens forever when they are refused', async () => {
    const fetched = server({ '/demo/session': () => ({ status: 200, body: { token: 'demo', role: 'auditor' } }), '/me': () => me });
    render(<Page />);
    await waitFor(() => expect(status()).toBe('王经理 demo'));
    act(() => screen.getByText('end').click());
    await waitFor(() => expect(status()).toBe('王经理 demo'));
    act(() => screen.getByText('end').click());
    await waitFor(() => expect(status()).toBe('needsToken'));
    expect(fetched.mock.calls.filter(([path]) => String(path).endsWith('/demo/session'))).toHaveLength(2);
  });

  it('ends also when the server says so at the very moment in which it began', async () => {
    function Impatient() {
      const { session, end } = useSession();
      useLayoutEffect(() => { if (session.kind === 'signedIn') end(); }, [session, end]);
      return <output>{session.kind}</output>;
    }
    server({ '/demo/session': () => ({ status: 200, body: { token: 'demo', role: 'auditor' } }), '/me': () => me });
    render(<Impatient />);
    await waitFor(() => expect(status()).toBe('needsToken'));
  });

  it('tells a server that does not answer from one that says no', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    render(<Page />);
    await waitFor(() => expect(status()).toBe('failed'));
  });
});
