-- expand
-- Which conflicts a rep ever held the customer of or was a party of: whoever has few of them need not look through everybody's. Rows are only ever added, and how a conflict goes on
-- changes none; whether the rep is still in it stands in the conflict.
CREATE TABLE conflict_reps (
  rep TEXT NOT NULL,
  customer_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  PRIMARY KEY (rep, customer_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conflicts_reps_new AFTER INSERT ON conflicts BEGIN
  INSERT OR IGNORE INTO conflict_reps (rep, customer_id, epoch) SELECT p.value ->> 'rep', new.customer_id, new.epoch FROM json_each(new.parties) AS p;
  INSERT OR IGNORE INTO conflict_reps (rep, customer_id, epoch) SELECT new.holder, new.customer_id, new.epoch WHERE new.holder IS NOT NULL;
END;
CREATE TRIGGER conflicts_reps_more AFTER UPDATE ON conflicts BEGIN
  INSERT OR IGNORE INTO conflict_reps (rep, customer_id, epoch) SELECT p.value ->> 'rep', new.customer_id, new.epoch FROM json_each(new.parties) AS p;
  INSERT OR IGNORE INTO conflict_reps (rep, customer_id, epoch) SELECT new.holder, new.customer_id, new.epoch WHERE new.holder IS NOT NULL;
END;

INSERT INTO conflict_reps (rep, customer_id, epoch)
SELECT p.value ->> 'rep', f.customer_id, f.epoch FROM conflicts f JOIN json_each(f.parties) AS p
UNION
SELECT holder, customer_id, epoch FROM conflicts WHERE holder IS NOT NULL;
