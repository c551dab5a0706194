import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../api/problem';
import { EVENT_TYPES, EVIDENCE, FOLLOW_UP_KINDS, GROUPINGS, RULES, VERDICTS, WINDOWS } from '../api/types';
import { sentenceKey, wordKey } from '../feed/wording';
import { event } from '../test/fakeFeed';
import { detectLanguage, i18n, LANGUAGES } from '.';
import { en } from './en';
import { zhCN } from './zh-CN';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`));
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
/** As a rep sees it: without the customer. */
const unnamed = (type: string) => ({ seq: 1, type, at: '2026-11-21T09:00:00.000Z', data: {} });
const dictionaries: [string, Tree][] = [['zh-CN', zhCN], ['en', en]];

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(leaves(en).map(([key]) => key).sort()).toEqual(leaves(zhCN).map(([key]) => key).sort());
  });

  it('fill the same placeholders', () => {
    const english = new Map(leaves(en));
    for (const [key, text] of leaves(zhCN)) expect([key, placeholders(english.get(key)!)]).toEqual([key, placeholders(text)]);
  });

  it.each(dictionaries)('%s leaves no text empty', (_, dictionary) => {
    expect(leaves(dictionary).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('have no Chinese in the English one', () => {
    expect(leaves(en).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([]);
  });
});

describe.each(LANGUAGES.map(({ code }) => code))('the words of the API in %s', (language) => {
  const has = (key: string) => i18n.exists(key, { lng: language, fallbackLng: [] as never });

  it.each(VERDICTS)('verdict %s', (verdict) => {
    expect([`verdict.${verdict}`, `sentence.${verdict}`].filter((key) => !has(key))).toEqual([]);
  });
  it.each(RULES)('rule %s', (rule) => expect(has(`rules.${rule}`)).toBe(true));
  it.each(EVENT_TYPES)('event %s', (type) => {
    const one = event(1, { type, data: { verdict: 'held' } });
    expect([`event.${type}`, sentenceKey(one), wordKey(one)].filter((key) => !has(key))).toEqual([]);
  });
  it.each([
    ...EVIDENCE.map((code) => `evidence.${code}`),
    ...FOLLOW_UP_KINDS.map((kind) => `followUp.${kind}`),
    ...WINDOWS.map((window) => `leaderboard.${window}`),
    ...GROUPINGS.map((by) => `leaderboard.${by}`),
    ...PROBLEM_CODES.map((code) => `problem.${code}`),
    ...['connecting', 'live', 'reconnecting', 'replaying', 'snapshotNeeded', 'unauthorized', 'stopped', 'tooFarBehind', 'gap', 'slowConsumer']
      .map((phase) => `connection.${phase}`),
  ])('%s', (key) => expect(has(key)).toBe(true));
});

describe('an event whose words depend on more than its type', () => {
  it.each([
    ['a claim over two customers, one of them the rep\'s own', event(1, { type: 'claimRefused', data: { verdict: 'held', rule: 'severalCustomers' } }), 'sentence.severalCustomers'],
    ['a rep who owns both', event(1, { type: 'mergeProposed' }), 'sentence.mergeProposed'],
    ['two that resemble each other', event(1, { type: 'mergeProposed', data: { evidence: ['oneDigitOff'] } }), 'sentence.similarProposed'],
    ['somebody who may not see which', unnamed('mergeProposed'), 'sentence.pairProposed'],
    ['its dismissal, to the same', unnamed('mergeDismissed'), 'sentence.pairDismissed'],
  ])('%s', (_, one, key) => {
    expect(sentenceKey(one)).toBe(key);
    expect(['zh-CN', 'en'].filter((lng) => !i18n.exists(key, { lng, fallbackLng: [] as never }))).toEqual([]);
  });
});

describe('detectLanguage', () => {
  it.each([
    [null, ['zh-TW', 'en'], 'zh-CN'],
    [null, ['de-DE', 'zh-CN', 'en'], 'zh-CN'],
    [null, ['en-GB'], 'en'],
    [null, ['de'], 'en'],
    ['en', ['zh-CN'], 'en'],
    ['zh-CN', ['en'], 'zh-CN'],
    ['nonsense', ['zh'], 'zh-CN'],
  ])('stored %s, browser %j → %s', (stored, preferred, expected) => {
    expect(detectLanguage(stored, preferred)).toBe(expected);
  });
});
