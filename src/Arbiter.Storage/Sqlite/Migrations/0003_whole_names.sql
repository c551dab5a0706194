-- Names as they are typed for a slip: whole. Two names that differ by one slip agree before and behind it, and a whole name without one stretch is shared by few, where
-- the distinctive part without one character is shared by thousands. The projection fills the tables anew.
DROP TABLE names;
DROP TABLE names_trigrams;
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  customer_id BLOB NOT NULL,
  scope TEXT NOT NULL,
  whole TEXT NOT NULL,
  core TEXT NOT NULL
) STRICT;
CREATE INDEX names_customer ON names (customer_id);
CREATE INDEX names_core ON names (core, whole);
CREATE VIRTUAL TABLE names_trigrams USING fts5 (whole, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1');
