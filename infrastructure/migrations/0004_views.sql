-- The follower makes the schemas of the views itself (one schema a view and version) and owns them.

CREATE SCHEMA views AUTHORIZATION :follower:;
SET LOCAL ROLE :follower:;
CREATE TABLE views.progress (
    name     text PRIMARY KEY,   -- 'all' for the live views; a view's name while it is being rebuilt
    position bigint NOT NULL
);
CREATE TABLE views.catalogue (
    name    text PRIMARY KEY,
    version integer NOT NULL
);
RESET ROLE;
GRANT USAGE ON SCHEMA views TO :app:, :auditor:, :backup:;
GRANT SELECT ON views.progress, views.catalogue TO :app:, :auditor:, :backup:;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO %s', current_database(), ':follower:'); END $$;
