-- The schema, the one lock of all writing, exact instants, and the trigger that keeps what was written.
BEGIN;

CREATE SCHEMA registry AUTHORIZATION registry_owner;
COMMENT ON SCHEMA registry IS 'The book of who owns which allowance';
-- Also what keeps the roles of the cluster from being dropped while this database stands.
GRANT USAGE ON SCHEMA registry TO registry_migrator, registry_writer, registry_reader, registry_auditor;

SET LOCAL ROLE registry_owner;

-- Every writing transaction locks this row in its first statement and holds it to its commit; it is never updated.
CREATE TABLE registry.writer_lock (
  only_row boolean NOT NULL DEFAULT true,
  held boolean NOT NULL DEFAULT false,  -- means nothing: FOR UPDATE needs the right to update some column
  CONSTRAINT one_writer_lock PRIMARY KEY (only_row),
  CONSTRAINT only_one_row CHECK (only_row)
);
COMMENT ON TABLE registry.writer_lock IS 'The one lock: SELECT ... FOR UPDATE first in every writing transaction';
INSERT INTO registry.writer_lock DEFAULT VALUES;

-- Instants outside are whole microseconds since 1970-01-01 00:00 UTC. Days and the rest are added apart, because an interval is
-- multiplied in floating point; in UTC and without a time zone in between, so that the result depends on no setting.
CREATE FUNCTION registry.instant(micros bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT (timestamp '1970-01-01' + make_interval(days => (micros / 86400000000)::int)
          + (micros % 86400000000) * interval '1 microsecond') AT TIME ZONE 'UTC'
$$;
COMMENT ON FUNCTION registry.instant IS 'Microseconds since 1970 as an instant, exactly';

CREATE FUNCTION registry.micros(instant timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT (extract(epoch FROM instant AT TIME ZONE 'UTC') * 1000000)::bigint
$$;
COMMENT ON FUNCTION registry.micros IS 'An instant as microseconds since 1970, exactly';

CREATE FUNCTION registry.refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME;
END
$$;
COMMENT ON FUNCTION registry.refuse_change IS 'Trigger: what was written stays';

-- Statement triggers are not inherited, so a partition gets one of its own (attach_partition).
CREATE FUNCTION registry.make_append_only(relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = registry, pg_temp
AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change()', relation);
END
$$;
COMMENT ON FUNCTION registry.make_append_only IS 'Refuses UPDATE, DELETE and TRUNCATE of a table or partition to everybody';

REVOKE EXECUTE ON FUNCTION registry.make_append_only FROM PUBLIC;

COMMIT;
