-- expand
-- Which conflicts a rep holds the customer of or is a party of: whoever has few of them need not look through everybody's. The schema keeps it, so that servers of the release before
-- need not know of it. Nobody leaves a conflict, so rows are only ever added, and how a conflict goes on changes none.
CREATE TABLE conflict_reps (
  rep text COLLATE "C" NOT NULL,
  customer_id uuid NOT NULL,
  epoch int NOT NULL,
  PRIMARY KEY (rep, customer_id, epoch)
);

CREATE FUNCTION arbiter_conflict_reps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO conflict_reps (rep, customer_id, epoch)
  SELECT r.rep, w.customer_id, w.epoch
  FROM written w
  CROSS JOIN LATERAL (SELECT w.holder WHERE w.holder IS NOT NULL UNION SELECT p ->> 'rep' FROM json_array_elements(w.parties::json) AS p) AS r(rep)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER conflicts_reps_new AFTER INSERT ON conflicts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION arbiter_conflict_reps();
CREATE TRIGGER conflicts_reps_more AFTER UPDATE ON conflicts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION arbiter_conflict_reps();

INSERT INTO conflict_reps (rep, customer_id, epoch)
SELECT r.rep, f.customer_id, f.epoch
FROM conflicts f
CROSS JOIN LATERAL (SELECT f.holder WHERE f.holder IS NOT NULL UNION SELECT p ->> 'rep' FROM json_array_elements(f.parties::json) AS p) AS r(rep);
