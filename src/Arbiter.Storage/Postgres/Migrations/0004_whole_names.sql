-- Names as they are typed for a slip: whole. Two names that differ by one slip agree before and behind it, and a whole name without one stretch is shared by few, where
-- the distinctive part without one character is shared by thousands. The projection fills the table anew; the index of trigrams is made when the server starts.
DROP TABLE names;
CREATE TABLE names (
  customer_id uuid NOT NULL,
  scope text NOT NULL,
  whole text COLLATE "C" NOT NULL,
  core text COLLATE "C" NOT NULL
);
CREATE INDEX names_customer ON names (customer_id);
CREATE INDEX names_core ON names (core, whole);
