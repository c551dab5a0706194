-- expand
-- Conflicts come in the order of their scope. The index that older servers read them by stays.
CREATE INDEX conflicts_latest_of_scope ON conflicts (scope, last_at, customer_id, epoch);
ALTER TABLE conflicts ADD COLUMN noted_at timestamptz;
