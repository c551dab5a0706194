-- The end of the log, in one row. Its row lock is what gives every batch its place: whoever writes holds it until the commit, so sequence
-- numbers become visible in order. Updated with every batch, hence the room on its page (updates stay on it, and are pruned there).
-- oldest: the lowest level of programs that may still use the database; contracts raise it (docs/UPGRADES.md).
CREATE TABLE log_head (
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  oldest int NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO log_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- The log. The payload is kept as text because its exact bytes are hashed. A customer's history is a walk along prev: no index is needed.
CREATE TABLE events (
  seq bigint PRIMARY KEY,
  prev bigint NOT NULL,
  at timestamptz NOT NULL,
  customer_id uuid,
  type text NOT NULL,
  actor text NOT NULL,
  payload text NOT NULL,
  hash bytea NOT NULL
);

-- Current state. A row without an owner waits in the public pool; version is the number of the last event that changed the row.
CREATE TABLE customers (
  id uuid PRIMARY KEY,
  version bigint NOT NULL,
  last_at timestamptz NOT NULL,
  owned_since timestamptz,
  protected_until timestamptz,
  claimable_from timestamptz,
  epoch int NOT NULL,
  key_count smallint NOT NULL,
  opportunity smallint NOT NULL,
  scope text NOT NULL,
  owner text,
  former_owners text,
  ties text
) WITH (fillfactor = 90);
CREATE INDEX customers_due ON customers (protected_until) WHERE protected_until IS NOT NULL;
CREATE INDEX customers_proposed ON customers (id) WHERE strpos(ties, '"proposed":[') > 0;
CREATE INDEX customers_pool ON customers (scope, claimable_from, id) WHERE owner IS NULL;

CREATE TABLE conflicts (
  customer_id uuid NOT NULL,
  epoch int NOT NULL,
  other_attempts int NOT NULL,
  version bigint NOT NULL,
  opened_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by smallint,
  scope text NOT NULL,
  holder text,
  parties text NOT NULL,
  PRIMARY KEY (customer_id, epoch)
) WITH (fillfactor = 80);
CREATE INDEX conflicts_latest ON conflicts (last_at, customer_id, epoch);
CREATE INDEX conflicts_open ON conflicts (last_at, customer_id, epoch) WHERE closed_at IS NULL;

-- Changed by nearly every claim: half of each page stays free, so that updates need neither a new page nor a new index entry.
CREATE TABLE claimants (
  version bigint NOT NULL,
  holdings int NOT NULL,
  day int NOT NULL,
  claims_today int NOT NULL,
  look_ups_today int NOT NULL,
  scope text NOT NULL,
  rep text NOT NULL,
  PRIMARY KEY (scope, rep)
) WITH (fillfactor = 50);

-- With mentions, shared_keys and names, the only place where identifiers stand in the clear. dismissed_others: with how many other customers the key had been seen
-- when somebody said that it is not shared.
CREATE TABLE keys (
  customer_id uuid NOT NULL,
  kind smallint NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  scope text NOT NULL,
  value text NOT NULL,
  dismissed_others int,
  PRIMARY KEY (value, kind, scope)
);
CREATE INDEX keys_customer ON keys (customer_id);

-- Keys that somebody said are shared before any customer had them. Few, and read with the reference.
CREATE TABLE shared_keys (
  kind smallint NOT NULL,
  scope text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (value, kind, scope)
);

-- Keys seen with customers that they do not lead to: shared keys, which decide nothing, and hard keys that lead elsewhere. Ids grow with time, so the
-- newest customers of a key stand at the end of its stretch.
CREATE TABLE mentions (
  customer_id uuid NOT NULL,
  kind smallint NOT NULL,
  elsewhere boolean NOT NULL,
  scope text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (value, kind, scope, customer_id)
);
CREATE INDEX mentions_customer ON mentions (customer_id);
CREATE INDEX mentions_elsewhere ON mentions (value, kind, scope) WHERE elsewhere;

-- Keeps the 256 newest customers of a key (Limits.MentionsPerKey), in the transaction that brings a further one. Runs only where mentions are written.
CREATE FUNCTION arbiter_trim_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM mentions m
  USING (SELECT DISTINCT value, kind, scope FROM written) AS w
  CROSS JOIN LATERAL (
    SELECT n.customer_id FROM mentions n WHERE n.value = w.value AND n.kind = w.kind AND n.scope = w.scope
    ORDER BY n.customer_id DESC OFFSET 255 LIMIT 1
  ) AS oldest
  WHERE m.value = w.value AND m.kind = w.kind AND m.scope = w.scope AND m.customer_id < oldest.customer_id;
  RETURN NULL;
END $$;
CREATE TRIGGER mentions_trim AFTER INSERT ON mentions REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION arbiter_trim_mentions();

-- Remembered answers. The digest is 16 bytes; uuid is the type that holds exactly those.
CREATE TABLE requests (
  digest uuid NOT NULL,
  seq bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  caller text NOT NULL,
  key text NOT NULL,
  outcome text NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX requests_expiry ON requests (expires_at);

CREATE TABLE policies (
  scope text NOT NULL,
  version int NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (scope, version)
);

CREATE TABLE teams (
  id text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE reps (
  id text PRIMARY KEY,
  name text NOT NULL,
  team text,
  active boolean NOT NULL
);

CREATE TABLE tokens (
  id text PRIMARY KEY,
  name text NOT NULL,
  role smallint NOT NULL,
  rep text,
  sha256 text NOT NULL,
  issued_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE checkpoints (
  name text PRIMARY KEY,
  seq bigint NOT NULL,
  body text NOT NULL
);

-- Work that one of the servers does for all: who has it, and until when unless it is renewed. Nothing that has to be right depends on it.
CREATE TABLE duties (
  name text PRIMARY KEY,
  holder uuid NOT NULL,
  until timestamptz NOT NULL
);
