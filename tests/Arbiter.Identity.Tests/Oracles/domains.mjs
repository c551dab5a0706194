// For every rule of the Public Suffix List: hosts at, below and beside it, and the registrable domain that tldts gives for each.
import { domainToASCII, domainToUnicode } from 'node:url';
import tldts from '../../../src/Arbiter.Identity/Data/node_modules/tldts/dist/cjs/index.js';
import { rules } from '../../../src/Arbiter.Identity/Data/publicSuffixes.mjs';

const hosts = new Set();
for (const [rule] of rules()) {
  const inner = rule.replace('*', 'any');
  const ascii = domainToASCII(inner);
  for (const name of [ascii, domainToUnicode(ascii)]) {
    for (const host of [name, `acme.${name}`, `shop.acme.${name}`, `www.${name.split('.').slice(1).join('.')}`, `x${name}`]) hosts.add(host);
  }
}
for (const exception of ['www.ck', 'a.www.ck', 'city.kawasaki.jp', 'a.city.kawasaki.jp', 'b.ck', 'a.b.ck', 'name.unlisted', 'a.name.unlisted']) hosts.add(exception);

const lines = [];
for (const host of hosts) {
  // Right-to-left labels with an x before them are no names for Node.js, and so tldts says nothing of them.
  if (!host.includes('.') || host.endsWith('.') || domainToASCII(host) === '') continue;
  const domain = tldts.getDomain(domainToASCII(host), { allowPrivateDomains: true });
  lines.push(`${host}\t${domain ?? ''}`);
}
process.stdout.write(lines.join('\n'));
