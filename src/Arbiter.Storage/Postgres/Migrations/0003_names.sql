-- Company names as they are looked for by similarity: by core, what thousands share stands in rest. Kept up by a projection of the log, not by the claim's
-- transaction. Compared byte by byte, so that names with the same beginning stand together whatever the database's language. The index of trigrams needs an extension: it is made when the
-- server starts, where that may be had (PostgresTrigrams).
CREATE TABLE names (
  customer_id uuid NOT NULL,
  scope text NOT NULL,
  core text COLLATE "C" NOT NULL,
  rest text COLLATE "C" NOT NULL,
  PRIMARY KEY (customer_id, core, rest)
);
CREATE INDEX names_core ON names (core, scope);
