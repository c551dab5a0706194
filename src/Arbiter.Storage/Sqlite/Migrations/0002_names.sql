-- Company names as they are looked for by similarity: by core, what thousands share stands in rest. Kept up by a projection of the log, not by the claim's transaction.
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  customer_id BLOB NOT NULL,
  scope TEXT NOT NULL,
  core TEXT NOT NULL,
  rest TEXT NOT NULL
) STRICT;
CREATE INDEX names_customer ON names (customer_id);
CREATE INDEX names_core ON names (core);

-- Their trigrams, each with the names that have it and nothing else: places and texts are not kept a second time.
CREATE VIRTUAL TABLE names_trigrams USING fts5 (core, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1');
