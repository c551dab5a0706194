import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../api/client';
import { i18n } from '../i18n';
import { Live, LiveContext } from '../live/live';
import { PeopleContext } from '../roster/roster';
import { event, gauges } from '../test/fakeFeed';
import { FeedPanel } from './FeedPanel';
import { EMPTY_FEED, feedReducer } from './feedReducer';

const names: Record<string, string> = { 'rep-01': '张伟', 'rep-02': '王芳' };
const people = {
  reps: Object.entries(names).map(([rep, name]) => ({ rep, name, active: true })),
  name: (rep: string) => names[rep] ?? rep,
};

function show() {
  const live = new Live(createApi('token'), 'token');
  const nothing = { seq: 0, head: 0, events: [], gauges: gauges(0) };
  live.feed.set(feedReducer(EMPTY_FEED, { kind: 'snapshot', reason: 'first', snapshot: nothing }));
  const put = (...events: ReturnType<typeof event>[]) => act(() => live.feed.set(feedReducer(live.feed.get(), { kind: 'events', events })));
  render(<LiveContext value={live}><PeopleContext value={people}><FeedPanel /></PeopleContext></LiveContext>);
  return { put };
}

const granted = (seq: number) => event(seq, { data: { rep: 'rep-01', rule: 'firstClaim', protectedUntil: new Date(2026, 10, 28, 17).toISOString(), channel: 'web-form' } });
const held = (seq: number) => event(seq, { type: 'claimRefused', data: { rep: 'rep-02', verdict: 'held', rule: 'protected', holder: 'rep-01', conflict: 'c', repeats: 3 } });

describe('FeedPanel', () => {
  beforeEach(() => i18n.changeLanguage('zh-CN').then(() => undefined));

  it('tells what to do when there is nothing yet', () => {
    show();
    expect(screen.getByText('还没有报备')).toBeTruthy();
    expect(screen.getByText(/curl -X POST http:\/\/localhost:\d+\/api\/v1\/claims/)).toBeTruthy();
  });

  it('still tells it when all there is so far is the roster', () => {
    const { put } = show();
    put(event(1, { type: 'repChanged', data: { rep: 'rep-01' } }));
    expect(screen.getByText('销售', { exact: true })).toBeTruthy();
    expect(screen.getByText('还没有报备')).toBeTruthy();
    put(granted(2));
    expect(screen.queryByText('还没有报备')).toBeNull();
  });

  it('says who, what, whose and why, in words', () => {
    const { put } = show();
    put(granted(1), held(2));
    const [refusal, grant] = within(screen.getByRole('list', { name: '裁定列表，最新在前' })).getAllByRole('listitem');
    expect(grant!.textContent).toContain('张伟 报备成功，获得客户 7e2a11');
    expect(grant!.textContent).toContain('首次报备，此前无人归属 · 保护至 11月28日 17:00 · 网页表单');
    expect(refusal!.textContent).toContain('已有归属');
    expect(refusal!.textContent).toContain('王芳 撞单：客户 7e2a11 已归 张伟');
    expect(refusal!.textContent).toContain('被 张伟 保护至 11月28日 17:00 · 重复 3 次');
  });

  it('speaks the other language after the switch', async () => {
    const { put } = show();
    put(granted(1), held(2));
    await act(() => i18n.changeLanguage('en'));
    expect(screen.getByText(/Protected for 张伟 until Nov 28, 17:00/)).toBeTruthy();
  });

  it('shows a word it does not know instead of a key', () => {
    const { put } = show();
    put(event(1, { type: 'somethingNew', data: { rule: 'brandNewRule' } }));
    const row = screen.getAllByRole('listitem')[0]!;
    expect(row.textContent).toContain('发生了 somethingNew');
    expect(row.textContent).toContain('brandNewRule');
  });

  it('holds still while paused, counts, and catches up', () => {
    const { put } = show();
    put(granted(1));
    fireEvent.click(screen.getByRole('button', { name: '暂停' }));
    put(held(2), held(3));
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: '2 条新动态，点此查看' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
  });

  it('filters by outcome and by rep', () => {
    const { put } = show();
    put(granted(1), held(2));
    fireEvent.click(screen.getByRole('button', { name: '成功' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    fireEvent.change(screen.getByRole('combobox', { name: '按销售筛选' }), { target: { value: 'rep-02' } });
    expect(screen.getByText('没有符合筛选的裁定')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '清除筛选' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });
});
