-- The access log by months (DESIGN, section 8). What was written before stays where it lies: the table becomes a partition.
-- The default partition takes whatever has no month yet, so that no entry is ever refused; doctor tells of it.

DROP FUNCTION trail.append;
DROP FUNCTION trail.leaf;
DROP TRIGGER append_only ON trail.entries;
DROP TRIGGER never_emptied ON trail.entries;
ALTER TABLE trail.entries RENAME TO entries_other;
ALTER TABLE trail.entries_other DROP CONSTRAINT entries_pkey;
ALTER INDEX trail.entries_of_record RENAME TO entries_other_of_record;
REVOKE ALL ON trail.entries_other FROM :app:, :signer:, :auditor:;

CREATE TABLE trail.entries (
    position       bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    request_id     uuid        NOT NULL,
    session_ref    bytea,
    account        uuid,
    role           text        NOT NULL,
    unit           uuid,
    action         text        NOT NULL,
    record         uuid,
    field_class    text        NOT NULL,
    records        integer[]   NOT NULL,
    query_digest   bytea,
    purpose        text,
    basis          text        NOT NULL,
    decision       text        NOT NULL,
    reason         text        NOT NULL,
    policy_version text        NOT NULL,
    leaf           bytea       NOT NULL,
    PRIMARY KEY (position, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX entries_of_record ON trail.entries (record, position) WHERE record IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail.entries
    FOR EACH ROW EXECUTE FUNCTION es.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON trail.entries
    FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();
ALTER TABLE trail.entries ATTACH PARTITION trail.entries_other DEFAULT;
ALTER TABLE trail.entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE trail.entries ENABLE ALWAYS TRIGGER never_emptied;
GRANT SELECT ON trail.entries TO :app:, :signer:, :auditor:, :backup:;

CREATE VIEW trail.partitions AS
SELECT c.oid::regclass AS partition, c.relname::text AS name, b.bound = 'DEFAULT' AS is_default,
       substring(b.bound FROM $$FROM \('([^']+)'\)$$)::timestamptz AS since,
       substring(b.bound FROM $$TO \('([^']+)'\)$$)::timestamptz AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bound) b
 WHERE i.inhparent = 'trail.entries'::regclass;

-- Row triggers come with the attachment; whether they are always on, the guard of the whole, and who reads do not.
-- The application has no right on a partition: it reads through the log itself.
CREATE FUNCTION trail.guard(in_partition regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, trail AS $$
DECLARE
    reader regrole;
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON %s FOR EACH STATEMENT'
                   ' EXECUTE FUNCTION es.refuse_change()', in_partition);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', in_partition);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER never_emptied', in_partition);
    FOR reader IN SELECT DISTINCT a.grantee::regrole FROM trail.partitions p JOIN pg_class c ON c.oid = p.partition,
                         aclexplode(c.relacl) a
                   WHERE a.privilege_type = 'SELECT' AND a.grantee NOT IN (c.relowner, 0) LOOP
        EXECUTE format('GRANT SELECT ON %s TO %s', in_partition, reader);
    END LOOP;
END $$;

-- Months (UTC) from a day on. Rows that lie in the default are never moved: the default itself becomes the partition
-- of their months, and a new default takes its place.
CREATE FUNCTION trail.make_partitions(in_first date, in_months integer) RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, trail SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
    first timestamptz;
    next timestamptz;
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7205424);
    IF EXISTS (SELECT FROM trail.entries_other) THEN
        LOCK TABLE trail.entries IN ACCESS EXCLUSIVE MODE;
        SELECT date_trunc('month', min(o.recorded_at)), date_trunc('month', max(o.recorded_at)) + interval '1 month'
          INTO first, next FROM trail.entries_other o;
        IF NOT EXISTS (SELECT FROM trail.partitions p WHERE p.since < next AND p.until > first) THEN
            name := to_char(first, '"entries_"YYYY_MM');
            ALTER TABLE trail.entries DETACH PARTITION trail.entries_other;
            EXECUTE format('ALTER TABLE trail.entries_other RENAME TO %I', name);
            EXECUTE format('ALTER TABLE trail.entries ATTACH PARTITION trail.%I FOR VALUES FROM (%L) TO (%L)',
                           name, first, next);
            CREATE TABLE trail.entries_other PARTITION OF trail.entries DEFAULT;
            PERFORM trail.guard(format('trail.%I', name)::regclass), trail.guard('trail.entries_other');
            made := 1;
        END IF;
    END IF;
    FOR n IN 0 .. in_months - 1 LOOP
        first := date_trunc('month', in_first::timestamptz) + make_interval(months => n);
        next := first + interval '1 month';
        CONTINUE WHEN EXISTS (SELECT FROM trail.partitions p WHERE p.since < next AND p.until > first)
                   OR EXISTS (SELECT FROM trail.entries_other o WHERE o.recorded_at >= first AND o.recorded_at < next);
        name := to_char(first, '"entries_"YYYY_MM');
        EXECUTE format('CREATE TABLE trail.%I (LIKE trail.entries INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE trail.entries ATTACH PARTITION trail.%I FOR VALUES FROM (%L) TO (%L)',
                       name, first, next);
        PERFORM trail.guard(format('trail.%I', name)::regclass);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- This month and the two after it; for the follower, which is always there and may do nothing else here.
CREATE FUNCTION trail.keep_partitions() RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, trail AS $$
    SELECT trail.make_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date, 3)
$$;

SELECT trail.guard('trail.entries_other');
SELECT trail.keep_partitions();

-- The newest entry. The months before yesterday are left out first: their entries are older than those of any later month.
CREATE FUNCTION trail.newest(around timestamptz, OUT at_position bigint, OUT at_time timestamptz)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, trail AS $$
DECLARE
    yesterday timestamptz := around - interval '1 day';
BEGIN
    SELECT x.position, x.recorded_at INTO at_position, at_time
      FROM trail.entries x WHERE x.recorded_at >= yesterday ORDER BY x.position DESC LIMIT 1;
    IF at_position IS NULL THEN
        SELECT x.position, x.recorded_at INTO at_position, at_time
          FROM trail.entries x ORDER BY x.position DESC LIMIT 1;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION auth.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT greatest(clock_timestamp(), (SELECT at_time FROM trail.newest(clock_timestamp())))
$$;

CREATE FUNCTION trail.leaf(e trail.entries) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256('\x00'::bytea
        || int4send(octet_length(textsend('lachan/access/1'::text))) || textsend('lachan/access/1'::text)
        || int4send(8) || int8send(e.position)
        || int4send(8) || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint)
        || int4send(16) || uuid_send(e.request_id)
        || coalesce(int4send(octet_length(e.session_ref)) || e.session_ref, '\xffffffff'::bytea)
        || coalesce(int4send(16) || uuid_send(e.account), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.role))) || textsend(e.role)
        || coalesce(int4send(16) || uuid_send(e.unit), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.action))) || textsend(e.action)
        || coalesce(int4send(16) || uuid_send(e.record), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.field_class))) || textsend(e.field_class)
        || int4send(octet_length(textsend(array_to_string(e.records, ',')))) || textsend(array_to_string(e.records, ','))
        || coalesce(int4send(octet_length(e.query_digest)) || e.query_digest, '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.purpose))) || textsend(e.purpose), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.basis))) || textsend(e.basis)
        || int4send(octet_length(textsend(e.decision))) || textsend(e.decision)
        || int4send(octet_length(textsend(e.reason))) || textsend(e.reason)
        || int4send(octet_length(textsend(e.policy_version))) || textsend(e.policy_version));
END $$;

-- A simulated clock is accepted only in an installation marked fictional by its first event, as in es.append.
CREATE FUNCTION trail.append(
    in_request uuid, in_session bytea, in_account uuid, in_role text, in_unit uuid,
    in_action text, in_record uuid, in_field_class text, in_records integer[], in_query bytea,
    in_purpose text, in_basis text, in_decision text, in_reason text, in_policy text,
    simulated timestamptz DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, trail AS $$
DECLARE
    e trail.entries;
    before timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7205412);
    IF simulated IS NOT NULL AND NOT coalesce(
        (SELECT x.topic = 'installation.marked-fictional.1' FROM es.events x WHERE x.position = 1), false) THEN
        RAISE EXCEPTION 'a simulated clock is only for a fictional installation' USING ERRCODE = '42501';
    END IF;
    e.recorded_at := coalesce(simulated, clock_timestamp());
    SELECT n.at_position, n.at_time INTO e.position, before FROM trail.newest(e.recorded_at) n;
    e.position := coalesce(e.position, 0) + 1;
    e.recorded_at := greatest(e.recorded_at, before);
    e.request_id := in_request;
    e.session_ref := in_session;
    e.account := in_account;
    e.role := in_role;
    e.unit := in_unit;
    e.action := in_action;
    e.record := in_record;
    e.field_class := in_field_class;
    e.records := in_records;
    e.query_digest := in_query;
    e.purpose := in_purpose;
    e.basis := in_basis;
    e.decision := in_decision;
    e.reason := in_reason;
    e.policy_version := in_policy;
    e.leaf := trail.leaf(e);
    INSERT INTO trail.entries VALUES (e.*);
    RETURN e.position;
END $$;

REVOKE ALL ON FUNCTION trail.append, trail.guard, trail.make_partitions, trail.keep_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail.append TO :app:;
GRANT USAGE ON SCHEMA trail TO :follower:;
GRANT EXECUTE ON FUNCTION trail.keep_partitions TO :follower:;
