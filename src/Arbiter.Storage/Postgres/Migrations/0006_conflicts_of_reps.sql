-- expand
-- Which conflicts a rep ever held the customer of or was a party of: whoever has few of them need not look through everybody's. Rows are only ever added, and how a conflict goes on
-- changes none; whether the rep is still in it stands in the conflict. The schema keeps it, so that servers of the release before need not know of it.
-- Not unique: a unique index would have writers wait for 0007, which brings the conflicts of before. A row may come twice by that, and whoever reads asks only whether there is one.
CREATE TABLE conflict_reps (
  rep text COLLATE "C" NOT NULL,
  customer_id uuid NOT NULL,
  epoch int NOT NULL
);
CREATE INDEX conflict_reps_rep ON conflict_reps (rep, customer_id, epoch);

CREATE FUNCTION arbiter_conflict_reps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO conflict_reps (rep, customer_id, epoch)
  SELECT r.rep, w.customer_id, w.epoch
  FROM written w
  CROSS JOIN LATERAL (SELECT w.holder WHERE w.holder IS NOT NULL UNION SELECT p ->> 'rep' FROM json_array_elements(w.parties::json) AS p) AS r(rep)
  WHERE NOT EXISTS (SELECT FROM conflict_reps k WHERE k.rep = r.rep AND k.customer_id = w.customer_id AND k.epoch = w.epoch);
  RETURN NULL;
END $$;
CREATE TRIGGER conflicts_reps_new AFTER INSERT ON conflicts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION arbiter_conflict_reps();
CREATE TRIGGER conflicts_reps_more AFTER UPDATE ON conflicts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION arbiter_conflict_reps();
