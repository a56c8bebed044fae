#!/usr/bin/env bash
# The registry as seen by a client that nobody here wrote: buf curl, over mutual TLS, with nothing but the server's reflection. It
# lists the services, opens accounts, completes a transfer, is refused one with the reason and its facts, and gets nowhere with a
# wrong certificate. Needs REGISTRY_TEST_CLUSTER.
# Usage: tests/wire/buf_curl_test.sh REGISTRYD
set -euo pipefail
[ $# = 1 ] || { echo "usage: tests/wire/buf_curl_test.sh REGISTRYD" >&2; exit 2; }
registryd=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
tools=$here/../../tools
: "${REGISTRY_TEST_CLUSTER:?is the directory of the cluster: tools/test-cluster up DIR makes one}"
fail() { echo "buf_curl_test: $*" >&2; exit 1; }

"$tools/install-buf" || fail "there is no buf"
buf=$here/../../node_modules/.bin/buf
[ -x "$buf" ] || fail "there is no buf"

# ---- A registry of its own, gone at the end --------------------------------------------------------------------------------------

eval "$("$tools/pg-cluster" env "$REGISTRY_TEST_CLUSTER")"
database=buf_curl_$$
work=$(mktemp -d)
server=
sql() { "$tools/pg-cluster" psql "$REGISTRY_TEST_CLUSTER" postgres -q -v ON_ERROR_STOP=1 -c "$1"; }
clean_up() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  sql "drop database if exists $database with (force)" || true
  rm -rf "$work"
}
trap clean_up EXIT
export XDG_CACHE_HOME=$work/cache # buf's

sql "create database $database template registry_template"
"$tools/dev-pki" "$work/pki" operator ministry authority-13 auditor stranger --expired operator --other-ca operator
connection="host=$PGHOST port=$PGPORT dbname=$database user"
"$registryd" "--database=$connection=registry_writer" --clock=replay --bootstrap "$here/participants.csv" --single-person \
  --replay-begins 2021-07-16T10:00:00+08:00 >/dev/null
"$registryd" --listen=127.0.0.1:0 --server-name=buf "--database=$connection=registry_writer" \
  "--reader-database=$connection=registry_reader" "--tls-certificate=$work/pki/server.crt" "--tls-key=$work/pki/server.key" \
  "--tls-client-ca=$work/pki/ca.crt" --clock=replay --log-file=/dev/null >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 300); do
  grep -q '^serving on ' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { server=; fail "registryd ended: $(cat "$work/err")"; }
  sleep 0.1
done
port=$(sed -n 's/^serving on .*://p' "$work/out")
[ -n "$port" ] || fail "registryd does not serve: $(cat "$work/err")"

# ---- What is asked of it -----------------------------------------------------------------------------------------------------------

# as IDENTITY PATH [OPTION...]: the answer in $work/answer, the error in $work/error.
as() {
  local identity=$1 path=$2
  shift 2
  "$buf" curl --protocol grpc --cacert "$work/pki/ca.crt" --cert "$work/pki/$identity.crt" --key "$work/pki/$identity.key" \
    --connect-timeout 20 "$@" "https://localhost:$port$path" >"$work/answer" 2>"$work/error" </dev/null
}

new_id() { cat /proc/sys/kernel/random/uuid; }

# call IDENTITY METHOD 'JSON MEMBERS': sends them under a new request_id.
call() {
  as "$1" "/carbon.registry.v1.$2" -d "{\"request_id\": \"$(new_id)\", $3}"
}
must() { call "$@" || fail "$2 was refused: $(cat "$work/error")"; }
has() { grep -qF -- "$2" "$work/$1" || fail "the $1 lacks '$2': $(cat "$work/$1")"; }

open() { # KIND CODE [MORE MEMBERS]: prints the number
  must operator AccountService/OpenAccount \
    "\"kind\": \"ACCOUNT_KIND_$1\", \"social_credit_code\": \"$2\", \"holder_name\": \"Holder\", \"province\": \"13\"${3:-}"
  grep -oE '[0-9]{8,}-[0-9]{2}' "$work/answer"
}

as auditor "" --list-services || fail "services are not listed: $(cat "$work/error")"
for service in Account Allocation Audit Compliance Holding Journal Registry Settlement Transfer; do
  has answer "carbon.registry.v1.${service}Service"
done
has answer grpc.health.v1.Health
as auditor "" --list-methods || fail "methods are not listed: $(cat "$work/error")"
has answer carbon.registry.v1.TransferService/Transfer

paper="\"document\": {\"number\": \"decision 7\", \"sha256\": \"$(printf %32s x | base64)\"}"
unit=', "sector": "SECTOR_POWER"'
authority=$(open PROVINCIAL_AUTHORITY 91130000100000016M)
giver=$(open KEY_EMITTING_UNIT 91130000100000024G "$unit")
taker=$(open KEY_EMITTING_UNIT 91130000100000032B "$unit")
must ministry ComplianceService/CreateCompliancePeriod \
  '"period": "2019-20", "first_year": 2019, "last_year": 2020, "deadline_time": "2021-12-31T17:00:00+08:00"'
must operator AllocationService/CreateInstrument \
  '"instrument": "CEA1920", "kind": "INSTRUMENT_KIND_ALLOWANCE", "vintage_first_year": 2019, "vintage_last_year": 2020'
must ministry AllocationService/SetIssuanceCap \
  "\"plan\": \"plan 1\", \"instrument\": \"CEA1920\", \"sector\": \"SECTOR_POWER\", \"cap_tco2e\": 1000, $paper"
must operator AllocationService/Issue "\"plan\": \"plan 1\", \"instrument\": \"CEA1920\", \"sector\": \"SECTOR_POWER\",
  \"acquiring_account\": \"$authority\", \"quantity_tco2e\": 1000, $paper"
must authority-13 AllocationService/Allocate "\"transferring_account\": \"$authority\", \"acquiring_account\": \"$giver\",
  \"instrument\": \"CEA1920\", \"period\": \"2019-20\", \"step\": \"ALLOCATION_STEP_PRE_ALLOCATION\", \"quantity_tco2e\": 600"

transfer() { # TONNES
  echo "\"transferring_account\": \"$giver\", \"acquiring_account\": \"$taker\", \"instrument\": \"CEA1920\",
    \"quantity_tco2e\": $1, \"ground\": \"TRANSFER_GROUND_SUCCESSION\", $paper"
}

must operator TransferService/Transfer "$(transfer 250)"
has answer '"quantity": "250"'
has answer '"transferringBalance": "350"'
has answer '"acquiringBalance": "250"'

# buf's status: 8 times that of gRPC.
status=0
call operator TransferService/Transfer "$(transfer 351)" || status=$?
[ $status = $((9 * 8)) ] || fail "a transfer of too much ended with $status: $(cat "$work/answer" "$work/error")"
has error failed_precondition
has error google.rpc.ErrorInfo
# buf curl shows a detail as the bytes of its message, in base64 without padding.
detail=$(sed -n 's/.*"value": "\(.*\)".*/\1/p' "$work/error")
while [ $((${#detail} % 4)) != 0 ]; do detail+==; done
base64 -d <<<"$detail" | "$buf" convert "$here/../../proto" --type google.rpc.ErrorInfo --from -#format=binpb --to -#format=json \
  >"$work/info"
for word in '"reason":"INSUFFICIENT_HOLDING"' '"domain":"registry.carbon"' '"requested_tco2e":"351"' '"available_tco2e":"350"'; do
  has info "$word"
done

status=0
as stranger /carbon.registry.v1.RegistryService/GetRegistryStatus --schema "$here/../../proto" || status=$?
[ $status = $((16 * 8)) ] || fail "a name nobody registered ended with $status: $(cat "$work/answer" "$work/error")"
has error unauthenticated
has error "names no participant"
# The handshake fails. The client is told so while it reads or while it writes, hence one of two words; the server counts no call.
counted() {
  as auditor /carbon.registry.v1.AuditService/GetCallCounts || fail "calls are not counted: $(cat "$work/error")"
  grep -F -A 2 '"RegistryService/GetRegistryStatus"' "$work/answer"
}
before=$(counted)
for identity in expired/operator other/operator; do
  status=0
  as "$identity" /carbon.registry.v1.RegistryService/GetRegistryStatus --schema "$here/../../proto" || status=$?
  [ $status = $((14 * 8)) ] || [ $status = $((1 * 8)) ] || fail "$identity ended with $status: $(cat "$work/answer" "$work/error")"
  [ ! -s "$work/answer" ] || fail "$identity got an answer: $(cat "$work/answer")"
  grep -qE '"code": "(unavailable|canceled)"' "$work/error" || fail "$identity failed otherwise: $(cat "$work/error")"
done
[ "$(counted)" = "$before" ] || fail "a call under a wrong certificate was counted"
as auditor /carbon.registry.v1.RegistryService/GetRegistryStatus || fail "the registry is gone: $(cat "$work/error")"
has answer '"participant": "auditor"'
