-- Ids are 16 bytes, big-endian; instants are milliseconds since 1970. Tables whose key is no number are WITHOUT ROWID: one tree to write, not two.

-- The log. Its last row is its head. A customer's history is a walk along prev: no index is needed.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  prev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  customer_id BLOB,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;

-- Current state. A row without an owner waits in the public pool; version is the number of the last event that changed the row.
CREATE TABLE customers (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  owned_since INTEGER,
  protected_until INTEGER,
  claimable_from INTEGER,
  epoch INTEGER NOT NULL,
  key_count INTEGER NOT NULL,
  opportunity INTEGER NOT NULL,
  scope TEXT NOT NULL,
  owner TEXT,
  former_owners TEXT,
  ties TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX customers_due ON customers (protected_until) WHERE protected_until IS NOT NULL;
CREATE INDEX customers_proposed ON customers (id) WHERE instr(ties, '"proposed":[') > 0;
CREATE INDEX customers_pool ON customers (scope, claimable_from, id) WHERE owner IS NULL;

CREATE TABLE conflicts (
  customer_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  other_attempts INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by INTEGER,
  scope TEXT NOT NULL,
  holder TEXT,
  parties TEXT NOT NULL,
  PRIMARY KEY (customer_id, epoch)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflicts_latest ON conflicts (last_at, customer_id, epoch);
CREATE INDEX conflicts_open ON conflicts (last_at, customer_id, epoch) WHERE closed_at IS NULL;

CREATE TABLE claimants (
  scope TEXT NOT NULL,
  rep TEXT NOT NULL,
  version INTEGER NOT NULL,
  holdings INTEGER NOT NULL,
  day INTEGER NOT NULL,
  claims_today INTEGER NOT NULL,
  look_ups_today INTEGER NOT NULL,
  PRIMARY KEY (scope, rep)
) STRICT, WITHOUT ROWID;

-- With mentions, shared_keys and names, the only place where identifiers stand in the clear. dismissed_others: with how many other customers the key had been seen
-- when somebody said that it is not shared.
CREATE TABLE keys (
  value TEXT NOT NULL,
  kind INTEGER NOT NULL,
  scope TEXT NOT NULL,
  customer_id BLOB NOT NULL,
  shared INTEGER NOT NULL DEFAULT 0,
  dismissed_others INTEGER,
  PRIMARY KEY (value, kind, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_customer ON keys (customer_id);

-- Keys that somebody said are shared before any customer had them. Few, and read with the reference.
CREATE TABLE shared_keys (
  value TEXT NOT NULL,
  kind INTEGER NOT NULL,
  scope TEXT NOT NULL,
  PRIMARY KEY (value, kind, scope)
) STRICT, WITHOUT ROWID;

-- Keys seen with customers that they do not lead to: shared keys, which decide nothing, and hard keys that lead elsewhere. Ids grow with time, so the
-- newest customers of a key stand at the end of its stretch.
CREATE TABLE mentions (
  value TEXT NOT NULL,
  kind INTEGER NOT NULL,
  scope TEXT NOT NULL,
  customer_id BLOB NOT NULL,
  elsewhere INTEGER NOT NULL,
  PRIMARY KEY (value, kind, scope, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_customer ON mentions (customer_id);
CREATE INDEX mentions_elsewhere ON mentions (value, kind, scope) WHERE elsewhere = 1;

-- Remembered answers.
CREATE TABLE requests (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  seq INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_expiry ON requests (expires_at);

CREATE TABLE policies (
  scope TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (scope, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reps (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  team TEXT,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role INTEGER NOT NULL,
  rep TEXT,
  sha256 TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
