-- expand
-- The conflicts that were there before 0006. In a transaction of its own, which holds nothing that anybody waits for: servers go on writing, however many there are.
INSERT INTO conflict_reps (rep, customer_id, epoch)
SELECT r.rep, f.customer_id, f.epoch
FROM conflicts f
CROSS JOIN LATERAL (SELECT f.holder WHERE f.holder IS NOT NULL UNION SELECT p ->> 'rep' FROM json_array_elements(f.parties::json) AS p) AS r(rep)
WHERE NOT EXISTS (SELECT FROM conflict_reps k WHERE k.rep = r.rep AND k.customer_id = f.customer_id AND k.epoch = f.epoch);
