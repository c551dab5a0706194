-- Refuses a batch in which a row was not as expected. The message is the table and nothing else: whatever stands in the row may be personal.
CREATE FUNCTION arbiter_fence(written bigint, expected bigint, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB02', MESSAGE = name;
  END IF;
END $$;

-- Writes one batch; the caller's transaction makes it durable. Returns true when written, false when the head of the log was not p_expected
-- (nothing was written then, and nothing is logged as an error: with several writers this is everyday).
--
-- One call instead of a statement for each table: one round trip, one message to bind, and statements without rows cost nothing. New rows come
-- first in their arrays (c_new, f_new, q_new of them); the rest are updates, fenced by the version they expect.
-- Keys and requests are inserted with DO NOTHING and counted, because PostgreSQL would print a duplicate in its own log.
CREATE FUNCTION arbiter_append(
  p_expected bigint, p_seq bigint, p_hash bytea, p_now timestamptz, p_max_skew interval,
  e_prev bigint[], e_at timestamptz[], e_customer uuid[], e_type text[], e_actor text[], e_payload text[], e_hash bytea[],
  c_new int, c_id uuid[], c_expected bigint[], c_version bigint[], c_last_at timestamptz[], c_owned_since timestamptz[],
  c_protected_until timestamptz[], c_claimable_from timestamptz[], c_epoch int[], c_key_count smallint[], c_opportunity smallint[],
  c_scope text[], c_owner text[], c_former_owners text[],
  f_new int, f_customer uuid[], f_epoch int[], f_expected bigint[], f_version bigint[], f_other_attempts int[], f_opened_at timestamptz[],
  f_last_at timestamptz[], f_closed_at timestamptz[], f_closed_by smallint[], f_scope text[], f_holder text[], f_parties text[],
  q_new int, q_scope text[], q_rep text[], q_expected bigint[], q_version bigint[], q_holdings int[], q_day int[], q_claims_today int[],
  k_customer uuid[], k_kind smallint[], k_scope text[], k_value text[],
  r_digest uuid[], r_seq bigint[], r_expires_at timestamptz[], r_caller text[], r_key text[], r_outcome text[],
  p_reference jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  skew interval := p_now - clock_timestamp();
  written bigint;
BEGIN
  IF skew > p_max_skew OR skew < -p_max_skew THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB03', MESSAGE = round(extract(epoch FROM skew) * 1000)::text;
  END IF;

  UPDATE log_head SET seq = p_seq, hash = p_hash WHERE seq = p_expected;
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  IF p_seq > p_expected THEN
    INSERT INTO events (seq, prev, at, customer_id, type, actor, payload, hash)
    SELECT p_expected + n, prev, at, customer, type, actor, payload, hash
    FROM unnest(e_prev, e_at, e_customer, e_type, e_actor, e_payload, e_hash)
      WITH ORDINALITY AS e(prev, at, customer, type, actor, payload, hash, n);
  END IF;

  IF c_new > 0 THEN
    INSERT INTO customers (id, version, last_at, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, scope, owner, former_owners)
    SELECT id, version, last_at, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, scope, owner, former_owners
    FROM unnest(c_id, c_expected, c_version, c_last_at, c_owned_since, c_protected_until, c_claimable_from, c_epoch, c_key_count,
      c_opportunity, c_scope, c_owner, c_former_owners)
      AS c(id, expected, version, last_at, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, scope, owner, former_owners)
    WHERE expected = 0;
  END IF;
  IF cardinality(c_id) > c_new THEN
    UPDATE customers t
    SET version = c.version, last_at = c.last_at, owned_since = c.owned_since, protected_until = c.protected_until,
      claimable_from = c.claimable_from, epoch = c.epoch, key_count = c.key_count, opportunity = c.opportunity, owner = c.owner,
      former_owners = c.former_owners
    FROM unnest(c_id, c_expected, c_version, c_last_at, c_owned_since, c_protected_until, c_claimable_from, c_epoch, c_key_count,
      c_opportunity, c_owner, c_former_owners)
      AS c(id, expected, version, last_at, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, owner, former_owners)
    WHERE t.id = c.id AND t.version = c.expected AND c.expected <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(c_id) - c_new, 'customers');
  END IF;

  IF f_new > 0 THEN
    INSERT INTO conflicts (customer_id, epoch, other_attempts, version, opened_at, last_at, closed_at, closed_by, scope, holder, parties)
    SELECT customer, epoch, other_attempts, version, opened_at, last_at, closed_at, closed_by, scope, holder, parties
    FROM unnest(f_customer, f_epoch, f_expected, f_version, f_other_attempts, f_opened_at, f_last_at, f_closed_at, f_closed_by, f_scope, f_holder, f_parties)
      AS f(customer, epoch, expected, version, other_attempts, opened_at, last_at, closed_at, closed_by, scope, holder, parties)
    WHERE expected = 0;
  END IF;
  IF cardinality(f_customer) > f_new THEN
    UPDATE conflicts t
    SET version = f.version, other_attempts = f.other_attempts, last_at = f.last_at, closed_at = f.closed_at, closed_by = f.closed_by,
      holder = f.holder, parties = f.parties
    FROM unnest(f_customer, f_epoch, f_expected, f_version, f_other_attempts, f_last_at, f_closed_at, f_closed_by, f_holder, f_parties)
      AS f(customer, epoch, expected, version, other_attempts, last_at, closed_at, closed_by, holder, parties)
    WHERE t.customer_id = f.customer AND t.epoch = f.epoch AND t.version = f.expected AND f.expected <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(f_customer) - f_new, 'conflicts');
  END IF;

  IF q_new > 0 THEN
    INSERT INTO claimants (scope, rep, version, holdings, day, claims_today)
    SELECT scope, rep, version, holdings, day, claims_today
    FROM unnest(q_scope, q_rep, q_expected, q_version, q_holdings, q_day, q_claims_today)
      AS q(scope, rep, expected, version, holdings, day, claims_today)
    WHERE expected = 0;
  END IF;
  IF cardinality(q_rep) > q_new THEN
    UPDATE claimants t
    SET version = q.version, holdings = q.holdings, day = q.day, claims_today = q.claims_today
    FROM unnest(q_scope, q_rep, q_expected, q_version, q_holdings, q_day, q_claims_today)
      AS q(scope, rep, expected, version, holdings, day, claims_today)
    WHERE t.scope = q.scope AND t.rep = q.rep AND t.version = q.expected AND q.expected <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(q_rep) - q_new, 'claimants');
  END IF;

  IF cardinality(k_value) > 0 THEN
    INSERT INTO keys (customer_id, kind, scope, value)
    SELECT * FROM unnest(k_customer, k_kind, k_scope, k_value)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(k_value), 'keys');
  END IF;

  IF cardinality(r_key) > 0 THEN
    INSERT INTO requests (digest, seq, expires_at, caller, key, outcome)
    SELECT * FROM unnest(r_digest, r_seq, r_expires_at, r_caller, r_key, r_outcome)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(r_key), 'requests');
  END IF;

  IF p_reference IS NOT NULL THEN
    PERFORM arbiter_append_reference(p_reference);
  END IF;

  PERFORM pg_notify('arbiter', '');
  RETURN true;
END $$;

-- Policies, teams, reps and tokens change rarely: one JSON document carries them all.
CREATE FUNCTION arbiter_append_reference(reference jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  written bigint;
BEGIN
  INSERT INTO policies (scope, version, body)
  SELECT scope, version, body FROM jsonb_to_recordset(reference -> 'policies') AS p(scope text, version int, body text)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  PERFORM arbiter_fence(written, jsonb_array_length(reference -> 'policies'), 'policies');

  INSERT INTO teams (id, name)
  SELECT id, name FROM jsonb_to_recordset(reference -> 'teams') AS t(id text, name text)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name;

  INSERT INTO reps (id, name, team, active)
  SELECT id, name, team, active FROM jsonb_to_recordset(reference -> 'reps') AS r(id text, name text, team text, active boolean)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, team = excluded.team, active = excluded.active;

  INSERT INTO tokens (id, name, role, rep, sha256, issued_at, revoked_at)
  SELECT id, name, role, rep, sha256, issued_at, revoked_at
  FROM jsonb_to_recordset(reference -> 'tokens')
    AS t(id text, name text, role smallint, rep text, sha256 text, issued_at timestamptz, revoked_at timestamptz)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, rep = excluded.rep, sha256 = excluded.sha256,
    issued_at = excluded.issued_at, revoked_at = excluded.revoked_at;
END $$;
