-- Row security on views: the second lock. The application decides which rows a list holds; the database, by an account
-- of its own of units, ties, conflicts and restrictions, lets no other row through. Nothing set means no row at all.

-- Whose rows this transaction may see: 'none', 'units' (by the two lists below), 'figures' (also whole figures), 'service'.
CREATE FUNCTION views.reader_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('lachan.scope', true), ''), 'none')
$$;
CREATE FUNCTION views.reader_ids(setting text) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_to_array(nullif(current_setting(setting, true), ''), ',')::uuid[], '{}')
$$;

CREATE FUNCTION views.reader_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('lachan.account', true), '')::uuid
$$;

CREATE FUNCTION views.open_for(reader uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a facts.accounts;
    units uuid[];
    opened uuid[];
    closed uuid[];
BEGIN
    SELECT x.* INTO a FROM facts.accounts x WHERE x.account = reader AND x.state = 'active';
    IF NOT FOUND THEN
        PERFORM set_config('lachan.scope', 'none', true);
        RETURN;
    END IF;
    WITH RECURSIVE own AS (
        SELECT a.unit AS unit
        UNION SELECT u.unit FROM facts.units u JOIN own o ON u.successor = o.unit
    ), below AS (
        SELECT o.unit FROM own o
        UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit
        WHERE a.roles && ARRAY['supervisor', 'chapter_head']
    ) SELECT array_agg(b.unit) INTO units FROM below b;
    SELECT array_agg(r.record) INTO closed FROM (
        SELECT h.record FROM facts.conflicts k JOIN facts.records h ON k.record IN (h.record, h.case_id)
         WHERE k.account = reader AND k.standing <> 'lifted'
        UNION
        SELECT h.record FROM facts.records h
         WHERE h.sensitivity <> 'ordinary' AND NOT EXISTS (SELECT FROM facts.assignments t
               WHERE t.record = h.record AND t.account = reader AND t.active AND t.relation <> 'recused')
           AND NOT (a.roles && ARRAY['supervisor', 'chapter_head'] AND h.unit = ANY (units))
           AND NOT a.roles && ARRAY['auditor', 'data_protection_officer', 'office']) r;
    SELECT array_agg(r.record) INTO opened
      FROM facts.glass g JOIN facts.records r ON g.case_id IN (r.record, r.case_id)
     WHERE g.account = reader AND g.until > clock_timestamp();
    PERFORM set_config('lachan.units', array_to_string(units, ','), true),
            set_config('lachan.account', reader::text, true),
            set_config('lachan.opened', coalesce(array_to_string(opened, ','), ''), true),
            set_config('lachan.closed', coalesce(array_to_string(closed, ','), ''), true),
            set_config('lachan.scope', CASE WHEN a.roles && ARRAY['auditor', 'data_protection_officer', 'office']
                                            THEN 'figures' ELSE 'units' END, true);
END $$;

GRANT EXECUTE ON FUNCTION views.reader_scope, views.reader_ids, views.reader_account, views.open_for TO :app:;
