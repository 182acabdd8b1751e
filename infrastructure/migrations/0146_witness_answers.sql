-- What witnesses hand in over HTTP (decision 0124): the application may only lay it down here. The signer, with a role of its own,
-- checks each signature and keeps what is right; so whoever has the application's role cannot make up a witness.

CREATE TABLE seal.handed_in (
    number  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    content text        NOT NULL CHECK (length(content) <= 20000)
);
GRANT INSERT ON seal.handed_in TO :app:;
GRANT SELECT, DELETE ON seal.handed_in TO :signer:;
GRANT SELECT ON seal.handed_in TO :backup:;
