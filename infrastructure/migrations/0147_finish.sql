-- The end of a command in one call: it is remembered under its key, and the session or the token of its caller is touched.
-- It runs with the rights of the application; a NULL key remembers nothing, a NULL token touches nothing.

CREATE FUNCTION app.finish(
    in_account uuid, in_key text, in_content bytea, in_status integer, in_location text,
    in_token bytea, in_is_program boolean, in_is_used boolean, in_has_written boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    IF in_key IS NOT NULL OR in_has_written THEN
        SELECT e.position INTO last FROM es.events e ORDER BY e.position DESC LIMIT 1;
    END IF;
    IF in_key IS NOT NULL THEN
        INSERT INTO app.commands (account, key, content, status, location, position)
        VALUES (in_account, in_key, in_content, in_status, in_location, last);
    END IF;
    IF in_token IS NULL THEN
        RETURN;
    END IF;
    IF in_is_program THEN
        UPDATE auth.tokens t SET seen_at = CASE WHEN in_is_used THEN clock_timestamp() ELSE t.seen_at END,
                                 position = CASE WHEN in_has_written THEN last ELSE t.position END
         WHERE t.token_hash = in_token;
    ELSE
        UPDATE auth.sessions s SET seen_at = CASE WHEN in_is_used THEN clock_timestamp() ELSE s.seen_at END,
                                   position = CASE WHEN in_has_written THEN last ELSE s.position END
         WHERE s.token_hash = in_token;
    END IF;
END $$;
REVOKE ALL ON FUNCTION app.finish FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.finish TO :app:;
