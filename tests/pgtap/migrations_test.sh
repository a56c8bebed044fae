#!/usr/bin/env bash
# The migrations in both directions, on fresh databases: deploy (two at once in one cluster, whose roles they share), verify, revert
# everything, find nothing left, deploy again. Needs REGISTRY_TEST_CLUSTER.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
tools=$here/../../tools
: "${REGISTRY_TEST_CLUSTER:?is the directory of the cluster: tools/test-cluster up DIR makes one}"
first=migrations_$$_a second=migrations_$$_b
eval "$("$tools/pg-cluster" env "$REGISTRY_TEST_CLUSTER")"
export PGUSER=postgres PGOPTIONS=--client-min-messages=warning LANG=C.UTF-8
export SQITCH_FULLNAME=Test SQITCH_EMAIL=test@registry.example
sql() { "$tools/pg-cluster" psql "$REGISTRY_TEST_CLUSTER" "$1" -q -A -t -v ON_ERROR_STOP=1 -c "$2"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
is() { [ "$1" = "$2" ] || fail "$3: expected '$2', found '$1'"; echo "ok: $3"; }
migrate() { # DATABASE COMMAND [ARG...]
  local database=$1 command=$2
  shift 2
  local output
  output=$(cd "$here/../../migrations" && sqitch --quiet "$command" "$@" --target "db:pg:$database" </dev/null 2>&1) ||
    fail "sqitch $command on $database: $output"
}

trap 'sql postgres "drop database if exists $first with (force)" || true; sql postgres "drop database if exists $second with (force)" || true' EXIT
sql postgres "create database $first"
sql postgres "create database $second"

# What the roles may and are, and what the schema is made of, in words that can be compared.
roles() { sql postgres "select rolname, rolcanlogin from pg_roles where rolname like 'registry_%' order by 1" | xargs; }
shape() {
  sql "$1" "select md5(string_agg(line, ' ' order by line)) from (
    select format('%s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, relacl) as line
    from pg_attribute join pg_class c on c.oid = attrelid
    where relnamespace in ('registry'::regnamespace, 'registry_regional'::regnamespace) and relkind in ('r', 'p', 'v') and attnum > 0
    union all select format('%s %s %s %s %s', polrelid::regclass, polname, polcmd, array(select rolname from pg_roles where oid = any (polroles) order by 1),
      pg_get_expr(polqual, polrelid)) from pg_policy
    union all select format('%s %s %s %s', oid::regclass, relrowsecurity, relforcerowsecurity, reloptions) from pg_class
      where relnamespace = 'registry'::regnamespace
    union all select pg_get_constraintdef(oid) || conname from pg_constraint where connamespace = 'registry'::regnamespace
    union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid
      where relnamespace = 'registry'::regnamespace
    union all select md5(pg_get_functiondef(oid)) || proacl::text from pg_proc
      where pronamespace in ('registry'::regnamespace, 'registry_regional'::regnamespace)) as lines"
}
everyone="registry_auditor|t registry_migrator|t registry_owner|f registry_reader|t registry_regional|f registry_trail|t registry_writer|t"

# Two at once: the roles are made by whoever comes first.
migrate "$first" deploy --verify & one=$!
migrate "$second" deploy --verify & two=$!
wait $one || fail "the first of two deployments at once"
wait $two || fail "the second of two deployments at once"
echo "ok: two deployments at once"
is "$(shape "$first")" "$(shape "$second")" "both come to the same schema"
is "$(roles)" "$everyone" "the roles"
migrate "$first" verify
echo "ok: verify"
deployed=$(shape "$first")

# Verify is no formality: it notices each of these. The script's own ROLLBACK takes the harm back.
notices() { # CHANGE HARM
  local output
  if output=$({ echo "begin; $2;" && cat "$here/../../migrations/verify/$1.sql"; } |
    "$tools/pg-cluster" psql "$REGISTRY_TEST_CLUSTER" "$second" -q -v ON_ERROR_STOP=1 -f - 2>&1); then
    fail "verify of $1 did not notice: $2"
  fi
  grep -q 'ERROR: ' <<<"$output" || fail "verify of $1 ended without an error: $output"
  echo "ok: verify of $1 notices: $2"
}
notices roles "alter role registry_writer reset synchronous_commit"
notices roles "alter role registry_reader superuser"
notices schema "drop table registry.writer_lock"
notices schema "create or replace function registry.instant(micros bigint) returns timestamptz language sql immutable
  as 'select to_timestamp(micros / 1000000)'"
notices schema "create or replace function registry.refuse_change() returns trigger language plpgsql as 'begin return null; end'"
notices journal "alter table registry.posting_0000 disable trigger append_only"
notices journal "drop table registry.decision_0001"
notices journal "alter table registry.request detach partition registry.request_07"
notices positions "alter table registry.position reset (fillfactor)"
notices positions "create index slow on registry.position (balance)"
notices facts "alter table registry.trade detach partition registry.trade_3"
notices facts "drop trigger append_only on registry.account"
notices append "alter table registry.request rename to gone"
notices append "drop function registry.append_batch"
notices grants "grant delete on registry.posting to registry_writer"
notices grants "grant select on registry.holder_particulars to registry_reader"
notices grants "revoke insert on registry.decision from registry_writer"
notices grants "create or replace function registry.schema_version() returns int language sql immutable parallel safe as 'select 0'"
notices access "create or replace function registry.schema_version() returns int language sql immutable parallel safe as 'select 1'"
notices access "alter table registry.proposal drop constraint proposer_does_not_approve"
notices access "alter table registry.proposal drop constraint nobody_approves_twice"
notices access "alter table registry.proposal drop constraint executed_when_approved"
notices access "drop index registry.open_proposal_by_expiry"
notices access "alter table registry.proposal_state disable trigger proposal_stays"
notices facts "drop trigger append_only on registry.person_identity"
notices regional "alter table registry.position no force row level security"
notices regional "alter table registry.obligation disable row level security"
notices regional "create policy more on registry.account for select to registry_regional using (true)"
notices regional "create policy more on registry.account for select to public using (true)"
notices regional "alter view registry.holding reset (security_invoker)"
notices regional "grant select on registry.posting to registry_regional"
notices regional "alter role registry_regional login"
notices grants "revoke insert on registry.proposal_state from registry_writer"
notices trail "create or replace function registry.schema_version() returns int language sql immutable parallel safe as 'select 2'"
notices trail "alter table registry.trail_0000 disable trigger append_only"
notices trail "grant select on registry.trail to registry_reader"
notices trail "grant update on registry.trail to registry_trail"
notices trail "revoke insert on registry.trail from registry_trail"
notices trail "grant select on registry.decision to registry_trail"
notices trail "alter role registry_trail superuser"
notices life "create or replace function registry.schema_version() returns int language sql immutable parallel safe as 'select 3'"
notices life "alter table registry.freeze_entry drop constraint scope_names_its_object"
notices life "alter table registry.freeze_entry drop constraint scope_known"
notices life "drop trigger append_only on registry.delayed_transfer"
notices life "alter table registry.staff disable trigger append_only"
notices life "alter table registry.freeze_entry no force row level security"
notices life "create policy more on registry.freeze_entry for select to registry_regional using (true)"
notices life "grant select on registry.trusted_account to registry_regional"
notices life "alter table registry.obligation drop column uncollected"
notices public "drop index registry.decision_published"
notices expected_head "create or replace function registry.schema_version() returns int language sql immutable parallel safe as 'select 4'"
notices expected_head "create or replace function registry.take_expected_head(last_record bigint, root bytea, recorded_at bigint,
  by_system_clock boolean) returns boolean language sql as 'select true'"
notices expected_head "revoke execute on function registry.take_expected_head from registry_writer"
notices regional "grant select on registry.staff to registry_regional"
notices grants "revoke insert on registry.freeze_entry from registry_writer"

# Back to nothing. Another database stands, so the roles stay.
migrate "$first" revert -y
is "$(sql "$first" "select count(*) from pg_namespace where nspname = 'registry'")" 0 "nothing is left of the schema"
is "$(roles)" "$everyone" "the roles stay for the other database"
is "$(sql "$second" "select registry.schema_version()")" 5 "the other database stands"

# And up again.
migrate "$first" deploy --verify
is "$(shape "$first")" "$deployed" "deployed again, the schema is the same"
