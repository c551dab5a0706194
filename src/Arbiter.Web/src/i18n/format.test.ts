import { describe, expect, it } from 'vitest';
import { clock, count, dateTime, measure, relative, shortCode } from './format';

const now = new Date(2026, 10, 21, 18, 0, 0);
const at = (...parts: [number, number, number, number, number, number?]) => new Date(...parts).toISOString();

describe('format', () => {
  it('says until when as people do', () => {
    expect(dateTime(at(2026, 10, 28, 17, 0), 'zh-CN', now)).toBe('11月28日 17:00');
    expect(dateTime(at(2026, 10, 28, 17, 0), 'en', now)).toBe('Nov 28, 17:00');
  });

  it('adds the year when it is another one', () => {
    expect(dateTime(at(2027, 0, 3, 9, 5), 'zh-CN', now)).toBe('2027年1月3日 09:05');
    expect(dateTime(at(2027, 0, 3, 9, 5), 'en', now)).toContain('2027');
  });

  it('shows seconds today and the date otherwise', () => {
    expect(clock(at(2026, 10, 21, 0, 3, 7), 'zh-CN', now)).toBe('00:03:07');
    expect(clock(at(2026, 10, 20, 23, 59, 59), 'zh-CN', now)).toBe('11月20日 23:59');
  });

  it('counts ages, and claims nothing about the future', () => {
    const ago = (seconds: number) => relative(new Date(now.getTime() - seconds * 1_000).toISOString(), 'zh-CN', now.getTime());
    expect(ago(-30)).toBeNull();
    expect(ago(1)).toBeNull();
    expect(ago(12)).toBe('12秒前');
    expect(ago(125)).toBe('2分钟前');
    expect(ago(7_300)).toBe('2小时前');
    expect(ago(3 * 86_400)).toBe('3天前');
  });

  it('survives what is no date and no number', () => {
    expect(dateTime('soon', 'en', now)).toBe('–');
    expect(clock('soon', 'en', now)).toBe('–');
    expect(relative('soon', 'en', now.getTime())).toBeNull();
    expect(measure(Number.NaN, 'en')).toBe('–');
  });

  it('measures with a decimal while it matters', () => {
    expect(measure(4, 'en')).toBe('4.0');
    expect(measure(1234.5, 'en')).toBe('1,235');
    expect(count(12_000, 'zh-CN')).toBe('12,000');
  });

  it('names a customer by the end of its id', () => {
    expect(shortCode('019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a11')).toBe('7e2a11');
  });
});
