-- expand
-- Which of several servers decides for all (a lease, by the database's clock), and whom it answers: whoever shows what a ticket's hash was made of, once. The proof is what it shows in turn.
CREATE TABLE leader (
    one     boolean     PRIMARY KEY DEFAULT true CHECK (one),
    id      uuid        NOT NULL,
    address text        NOT NULL,
    until   timestamptz NOT NULL
);
CREATE TABLE relay_tickets (
    hash   bytea       PRIMARY KEY,
    proof  bytea       NOT NULL,
    leader uuid        NOT NULL,
    until  timestamptz NOT NULL
);
