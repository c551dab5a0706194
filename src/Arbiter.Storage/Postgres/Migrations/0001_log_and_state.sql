-- The end of the log, in one row. Its row lock is what gives every batch its place: whoever writes holds it until the commit, so sequence
-- numbers become visible in order. Updated with every batch, hence the room on its page (updates stay on it, and are pruned there).
-- oldest: the lowest level of programs that may still use the database; contracts raise it (docs/UPGRADES.md).
CREATE TABLE log_head (
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  oldest int NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO log_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- The log: the events of a commit in a row, 128 at the most (ARCHITECTURE.md says why). Events stand at the same place in each array. The payload is kept as text
-- because its exact bytes are hashed. Compressed by LZ4 where PostgreSQL was built with it: its own way costs more than all the rest of the row. The usual batch of a loaded server
-- (some 35 events) stays in one piece: a piece elsewhere costs two more rows with an index, for whoever writes and for whoever reads.
CREATE TABLE batches (
  first bigint NOT NULL,
  last bigint PRIMARY KEY,
  prev bigint[] NOT NULL,
  at timestamptz[] NOT NULL,
  customer_id uuid[] NOT NULL,
  type text[] NOT NULL,
  actor text[] NOT NULL,
  payload text[] NOT NULL,
  hash bytea[] NOT NULL
) WITH (toast_tuple_target = 3072);
ALTER TABLE batches ALTER customer_id SET STORAGE EXTERNAL, ALTER hash SET STORAGE EXTERNAL;
DO $$
BEGIN
  ALTER TABLE batches ALTER prev SET COMPRESSION lz4, ALTER at SET COMPRESSION lz4, ALTER type SET COMPRESSION lz4, ALTER actor SET COMPRESSION lz4,
    ALTER payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  ALTER TABLE batches ALTER prev SET STORAGE EXTERNAL, ALTER at SET STORAGE EXTERNAL, ALTER type SET STORAGE EXTERNAL, ALTER actor SET STORAGE EXTERNAL,
    ALTER payload SET STORAGE EXTERNAL;
END $$;

-- The first so many events after a position, in order. A customer's history is a walk along prev: no index is needed.
CREATE FUNCTION arbiter_events(p_after bigint, p_limit bigint)
RETURNS TABLE (seq bigint, prev bigint, at timestamptz, customer_id uuid, type text, actor text, payload text, hash bytea) LANGUAGE sql STABLE ROWS 100 AS $$
  SELECT b.first + e.place - 1, e.prev, e.at, e.customer_id, e.type, e.actor, e.payload, e.hash
  FROM batches b
  CROSS JOIN LATERAL unnest(b.prev, b.at, b.customer_id, b.type, b.actor, b.payload, b.hash) WITH ORDINALITY AS e(prev, at, customer_id, type, actor, payload, hash, place)
  WHERE b.last > p_after AND b.first + e.place - 1 > p_after
  ORDER BY b.last, e.place
  LIMIT p_limit
$$;

-- The event at a position, if there is one.
CREATE FUNCTION arbiter_event(p_seq bigint)
RETURNS TABLE (seq bigint, prev bigint, at timestamptz, customer_id uuid, type text, actor text, payload text, hash bytea) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT e.* FROM arbiter_events(p_seq - 1, 1) AS e WHERE e.seq = p_seq
$$;

-- What is looked up (identifiers, scopes, reps, request keys) is compared byte by byte: the order of a language means nothing there, and costs a tenth of all that a
-- first claim costs PostgreSQL, in some languages more.
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
  scope text COLLATE "C" NOT NULL,
  owner text COLLATE "C",
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
  scope text COLLATE "C" NOT NULL,
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
  scope text COLLATE "C" NOT NULL,
  rep text COLLATE "C" NOT NULL,
  PRIMARY KEY (scope, rep)
) WITH (fillfactor = 50);

-- With mentions, shared_keys and names, the only place where identifiers stand in the clear. dismissed_others: with how many other customers the key had been seen
-- when somebody said that it is not shared.
CREATE TABLE keys (
  customer_id uuid NOT NULL,
  kind smallint NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  scope text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  dismissed_others int,
  PRIMARY KEY (value, kind, scope)
);
CREATE INDEX keys_customer ON keys (customer_id);

-- Keys that somebody said are shared before any customer had them. Few, and read with the reference.
CREATE TABLE shared_keys (
  kind smallint NOT NULL,
  scope text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (value, kind, scope)
);

-- Keys seen with customers that they do not lead to: shared keys, which decide nothing, and hard keys that lead elsewhere. Ids grow with time, so the
-- newest customers of a key stand at the end of its stretch.
CREATE TABLE mentions (
  customer_id uuid NOT NULL,
  kind smallint NOT NULL,
  elsewhere boolean NOT NULL,
  scope text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
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
  caller text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  outcome text NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX requests_expiry ON requests (expires_at);

CREATE TABLE policies (
  scope text COLLATE "C" NOT NULL,
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
