/**
 * The Public Suffix List (publicsuffix.org, MPL 2.0) as `tldts` carries it, ICANN and private sections, internationalized names in
 * their ASCII form. Every rule is checked against the package's own answer, because its trie is no part of its interface.
 */
import { createRequire } from 'node:module';
import { domainToASCII } from 'node:url';
import { parse } from 'tldts';
import { domainTable } from './domainTable.mjs';

const Icann = 1, Private = 2, Exception = 4, WildcardShift = 3;

const trie = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js');

export function publicSuffixes() {
  const flags = new Map();
  const add = (rule, bits) => flags.set(rule, (flags.get(rule) ?? 0) | bits);
  let count = 0;

  for (const [rule, section] of rules()) {
    count++;
    check(rule, section);
    if (rule.startsWith('*.')) add(domainToASCII(rule.slice(2)), section << WildcardShift);
    else add(domainToASCII(rule), section);
  }
  for (const [rule] of rules(trie.exceptionsRoot)) add(domainToASCII(rule), Exception);

  // The list has had more than nine thousand rules for years; half of it would be a list that was read wrongly.
  if (count < 9000 || !flags.has('com.cn') || !flags.has('github.io')) throw new Error(`Only ${count} public suffixes: has tldts changed?`);
  return domainTable(flags);
}

/** Every rule below the root with its section, as it is written in the list. */
export function* rules(root = trie.rulesRoot) {
  const offsets = [0];
  trie.edgeLength.forEach((length) => offsets.push(offsets.at(-1) + length));
  const pending = [[root, '']];
  while (pending.length > 0) {
    const [node, name] = pending.pop();
    if (trie.nodeFlags[node]) yield [name, trie.nodeFlags[node]];
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(offsets[edge], offsets[edge + 1]);
      pending.push([trie.edgeChild[edge], name ? `${label}.${name}` : label]);
    }
  }
}

function check(rule, section) {
  const inner = rule.startsWith('*.') ? `any${rule.slice(1)}` : rule;
  if (inner.includes('*')) throw new Error(`A star inside of a rule: ${rule}`);
  const { publicSuffix, isIcann, isPrivate } = parse(inner, { allowPrivateDomains: true });
  const agrees = publicSuffix === inner && (section === Private ? isPrivate : isIcann);
  if (!agrees) throw new Error(`tldts says otherwise of its rule ${rule}.`);
}
