-- Refuses a batch in which a row was not as expected. The message is the table and nothing else: whatever stands in the row may be personal.
CREATE FUNCTION arbiter_fence(written bigint, expected bigint, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB02', MESSAGE = name;
  END IF;
END $$;

-- Refuses programs that a contract has shut out; everything that writes asks. The message is the level that is needed.
CREATE FUNCTION arbiter_require(level int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  needed int;
BEGIN
  SELECT oldest INTO needed FROM log_head;
  IF needed > level THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB04', MESSAGE = needed::text;
  END IF;
  RETURN true;
END $$;

-- Binds keys that nobody has. A unique violation that is caught here is not written to PostgreSQL's log, where it would show the key. ON CONFLICT would not need catching, but
-- looks for each key twice.
CREATE FUNCTION arbiter_bind(k_customer uuid[], k_kind smallint[], k_scope text[], k_value text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO keys (customer_id, kind, scope, value)
  SELECT k_customer[n], k_kind[n], k_scope[n], k_value[n]
  FROM generate_series(1, cardinality(k_value)) AS n;
EXCEPTION WHEN unique_violation THEN
  RAISE EXCEPTION USING ERRCODE = 'ARB02', MESSAGE = 'keys';
END $$;

-- How many of these keys point to a customer.
CREATE FUNCTION arbiter_bound(a_kind smallint[], a_scope text[], a_value text[]) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM generate_series(1, cardinality(a_value)) AS n
  JOIN keys t ON t.value = a_value[n] AND t.kind = a_kind[n] AND t.scope = a_scope[n]
$$;

-- How many of these requests are remembered.
CREATE FUNCTION arbiter_answered(u_caller text[], u_key text[]) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM generate_series(1, cardinality(u_key)) AS n
  JOIN requests t ON t.caller = u_caller[n] AND t.key = u_key[n]
$$;

-- Writes one batch; the caller's transaction makes it durable. Returns true when written, false when the head of the log was not p_expected
-- (nothing was written then, and nothing is logged as an error: with several writers this is everyday).
--
-- One call instead of a statement for each table: one round trip, one message to bind, and statements without rows cost nothing. New rows
-- expect version 0 (c_new, f_new, q_new of them); the rest are updates, fenced by the version they expect.
-- Rows are taken from the arrays by subscript: measured, that costs a tenth less for the whole call than unnest, which copies every value once more.
-- Keys and requests must not be there; PostgreSQL would print a duplicate in its own log, so both take care that it does not see one.
CREATE FUNCTION arbiter_append(
  p_expected bigint, p_seq bigint, p_hash bytea, p_now timestamptz, p_max_skew interval, p_notify boolean, p_level int,
  e_prev bigint[], e_at timestamptz[], e_customer uuid[], e_type text[], e_actor text[], e_payload text[], e_hash bytea[],
  c_new int, c_id uuid[], c_expected bigint[], c_version bigint[], c_last_at timestamptz[], c_owned_since timestamptz[],
  c_protected_until timestamptz[], c_claimable_from timestamptz[], c_epoch int[], c_key_count smallint[], c_opportunity smallint[],
  c_scope text[], c_owner text[], c_former_owners text[], c_ties text[],
  f_new int, f_customer uuid[], f_epoch int[], f_expected bigint[], f_version bigint[], f_other_attempts int[], f_opened_at timestamptz[],
  f_last_at timestamptz[], f_closed_at timestamptz[], f_closed_by smallint[], f_scope text[], f_holder text[], f_parties text[],
  q_new int, q_scope text[], q_rep text[], q_expected bigint[], q_version bigint[], q_holdings int[], q_day int[], q_claims_today int[], q_look_ups_today int[],
  k_customer uuid[], k_kind smallint[], k_scope text[], k_value text[],
  a_kind smallint[], a_scope text[], a_value text[],
  u_caller text[], u_key text[],
  r_digest uuid[], r_seq bigint[], r_expires_at timestamptz[], r_caller text[], r_key text[], r_outcome text[],
  p_mentions jsonb, p_reference jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  skew interval := p_now - clock_timestamp();
  written bigint;
  needed int;
BEGIN
  IF skew > p_max_skew OR skew < -p_max_skew THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB03', MESSAGE = round(extract(epoch FROM skew) * 1000)::text;
  END IF;

  UPDATE log_head SET seq = p_seq, hash = p_hash WHERE seq = p_expected RETURNING oldest INTO needed;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF needed > p_level THEN
    RAISE EXCEPTION USING ERRCODE = 'ARB04', MESSAGE = needed::text;
  END IF;

  IF p_seq > p_expected THEN
    INSERT INTO batches (first, last, prev, at, customer_id, type, actor, payload, hash)
    SELECT p_expected + n, least(p_expected + n + 127, p_seq), e_prev[n:n + 127], e_at[n:n + 127], e_customer[n:n + 127], e_type[n:n + 127], e_actor[n:n + 127],
      e_payload[n:n + 127], e_hash[n:n + 127]
    FROM generate_series(1, cardinality(e_prev), 128) AS n;
  END IF;

  IF c_new > 0 THEN
    INSERT INTO customers (id, version, last_at, owned_since, protected_until, claimable_from, epoch, key_count, opportunity, scope, owner, former_owners, ties)
    SELECT c_id[n], c_version[n], c_last_at[n], c_owned_since[n], c_protected_until[n], c_claimable_from[n], c_epoch[n], c_key_count[n],
      c_opportunity[n], c_scope[n], c_owner[n], c_former_owners[n], c_ties[n]
    FROM generate_series(1, cardinality(c_id)) AS n
    WHERE c_expected[n] = 0;
  END IF;
  IF cardinality(c_id) > c_new THEN
    UPDATE customers t
    SET version = c_version[n], last_at = c_last_at[n], owned_since = c_owned_since[n], protected_until = c_protected_until[n],
      claimable_from = c_claimable_from[n], epoch = c_epoch[n], key_count = c_key_count[n], opportunity = c_opportunity[n],
      owner = c_owner[n], former_owners = c_former_owners[n], ties = c_ties[n]
    FROM generate_series(1, cardinality(c_id)) AS n
    WHERE t.id = c_id[n] AND t.version = c_expected[n] AND c_expected[n] <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(c_id) - c_new, 'customers');
  END IF;

  IF f_new > 0 THEN
    INSERT INTO conflicts (customer_id, epoch, other_attempts, version, opened_at, last_at, closed_at, closed_by, scope, holder, parties)
    SELECT f_customer[n], f_epoch[n], f_other_attempts[n], f_version[n], f_opened_at[n], f_last_at[n], f_closed_at[n], f_closed_by[n],
      f_scope[n], f_holder[n], f_parties[n]
    FROM generate_series(1, cardinality(f_customer)) AS n
    WHERE f_expected[n] = 0;
  END IF;
  IF cardinality(f_customer) > f_new THEN
    UPDATE conflicts t
    SET version = f_version[n], other_attempts = f_other_attempts[n], last_at = f_last_at[n], closed_at = f_closed_at[n],
      closed_by = f_closed_by[n], holder = f_holder[n], parties = f_parties[n]
    FROM generate_series(1, cardinality(f_customer)) AS n
    WHERE t.customer_id = f_customer[n] AND t.epoch = f_epoch[n] AND t.version = f_expected[n] AND f_expected[n] <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(f_customer) - f_new, 'conflicts');
  END IF;

  IF q_new > 0 THEN
    INSERT INTO claimants (scope, rep, version, holdings, day, claims_today, look_ups_today)
    SELECT q_scope[n], q_rep[n], q_version[n], q_holdings[n], q_day[n], q_claims_today[n], q_look_ups_today[n]
    FROM generate_series(1, cardinality(q_rep)) AS n
    WHERE q_expected[n] = 0;
  END IF;
  IF cardinality(q_rep) > q_new THEN
    UPDATE claimants t
    SET version = q_version[n], holdings = q_holdings[n], day = q_day[n], claims_today = q_claims_today[n],
      look_ups_today = q_look_ups_today[n]
    FROM generate_series(1, cardinality(q_rep)) AS n
    WHERE t.scope = q_scope[n] AND t.rep = q_rep[n] AND t.version = q_expected[n] AND q_expected[n] <> 0;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(q_rep) - q_new, 'claimants');
  END IF;

  IF cardinality(k_value) > 0 THEN
    PERFORM arbiter_bind(k_customer, k_kind, k_scope, k_value);
  END IF;

  -- Keys that answers of this batch say point nowhere, though it does not bind them.
  IF cardinality(a_value) > 0 THEN
    PERFORM arbiter_fence(arbiter_bound(a_kind, a_scope, a_value), 0, 'keys');
  END IF;

  -- Requests that answers of this batch say are new, though nothing is remembered of those answers. Before the rows: what the batch itself remembers came after.
  IF cardinality(u_key) > 0 THEN
    PERFORM arbiter_fence(arbiter_answered(u_caller, u_key), 0, 'requests');
  END IF;

  IF cardinality(r_key) > 0 THEN
    INSERT INTO requests (digest, seq, expires_at, caller, key, outcome)
    SELECT r_digest[n], r_seq[n], r_expires_at[n], r_caller[n], r_key[n], r_outcome[n]
    FROM generate_series(1, cardinality(r_key)) AS n
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM arbiter_fence(written, cardinality(r_key), 'requests');
  END IF;

  -- Few claims bring shared keys, and most of those one: a document instead of columns, so that the others carry nothing.
  IF p_mentions IS NOT NULL THEN
    INSERT INTO mentions (customer_id, kind, elsewhere, scope, value)
    SELECT customer, kind, elsewhere, scope, value
    FROM jsonb_to_recordset(p_mentions) AS m(customer uuid, kind smallint, elsewhere boolean, scope text, value text)
    ON CONFLICT DO NOTHING;
  END IF;

  IF p_reference IS NOT NULL THEN
    PERFORM arbiter_append_reference(p_reference);
  END IF;

  IF p_notify THEN
    PERFORM pg_notify('arbiter', '');
  END IF;
  RETURN true;
END $$;

-- Policies, teams, reps, tokens and what people say of keys change rarely: one JSON document carries them all.
CREATE FUNCTION arbiter_append_reference(reference jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  written bigint;
BEGIN
  INSERT INTO policies (scope, version, body)
  SELECT scope, version, body FROM jsonb_to_recordset(reference -> 'policies') AS p(scope text, version int, body text)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  PERFORM arbiter_fence(written, jsonb_array_length(reference -> 'policies'), 'policies');

  UPDATE keys t SET shared = m.shared, dismissed_others = nullif(m.dismissed, 0)
  FROM jsonb_to_recordset(reference -> 'marks')
    AS m(customer uuid, kind smallint, scope text, value text, was_shared boolean, was_dismissed int, shared boolean, dismissed int)
  WHERE t.value = m.value AND t.kind = m.kind AND t.scope = m.scope AND t.customer_id = m.customer
    AND t.shared = m.was_shared AND coalesce(t.dismissed_others, 0) = m.was_dismissed;
  GET DIAGNOSTICS written = ROW_COUNT;
  PERFORM arbiter_fence(written, jsonb_array_length(reference -> 'marks'), 'keys');

  INSERT INTO shared_keys (kind, scope, value)
  SELECT kind, scope, value FROM jsonb_to_recordset(reference -> 'shared') AS s(kind smallint, scope text, value text)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  PERFORM arbiter_fence(written, jsonb_array_length(reference -> 'shared'), 'shared_keys');

  DELETE FROM shared_keys t USING jsonb_to_recordset(reference -> 'unshared') AS s(kind smallint, scope text, value text)
  WHERE t.value = s.value AND t.kind = s.kind AND t.scope = s.scope;
  GET DIAGNOSTICS written = ROW_COUNT;
  PERFORM arbiter_fence(written, jsonb_array_length(reference -> 'unshared'), 'shared_keys');

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
