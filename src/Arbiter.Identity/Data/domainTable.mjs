/**
 * A set of domain names, each with a byte of flags, as one hash table in one block of bytes: read as it is, with nothing to parse or
 * build at start. `Domains/DomainTable.cs` reads it. All numbers are little-endian.
 *
 *   uint32            number of buckets, a power of two, at most half of them taken
 *   uint32[buckets]   where the entry begins, 0 for none; a collision goes to the next bucket
 *   entries           flags (1 byte), length (1 byte), the name in ASCII
 */
export function domainTable(flagsOf) {
  const buckets = 2 ** Math.ceil(Math.log2(flagsOf.size * 2));
  const starts = new Uint32Array(buckets);
  const entries = [];
  let at = 4 + 4 * buckets;
  for (const [name, flags] of [...flagsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!/^[a-z0-9.-]{1,253}$/.test(name) || flags < 1 || flags > 255) throw new Error(`No domain name in ASCII: ${name}`);
    let bucket = hash(name) & (buckets - 1);
    while (starts[bucket]) bucket = (bucket + 1) & (buckets - 1);
    starts[bucket] = at;
    entries.push(Buffer.from([flags, name.length]), Buffer.from(name, 'ascii'));
    at += 2 + name.length;
  }

  const head = Buffer.alloc(4 + 4 * buckets);
  head.writeUInt32LE(buckets, 0);
  starts.forEach((start, i) => head.writeUInt32LE(start, 4 + 4 * i));
  return Buffer.concat([head, ...entries]);
}

/** FNV-1a from the last character to the first, so that a host's suffixes are hashed in one walk. */
function hash(name) {
  let h = 0x811c9dc5;
  for (let i = name.length - 1; i >= 0; i--) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}
