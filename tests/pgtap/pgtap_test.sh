#!/usr/bin/env bash
# Runs the pgTAP files of this folder with pg_prove, in a database made from the migrated template. Needs REGISTRY_TEST_CLUSTER.
# Usage: tests/pgtap/pgtap_test.sh [FILE...]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
tools=$here/../../tools
: "${REGISTRY_TEST_CLUSTER:?is the directory of the cluster: tools/test-cluster up DIR makes one}"
database=pgtap_$$
eval "$("$tools/pg-cluster" env "$REGISTRY_TEST_CLUSTER")"
export PGUSER=postgres PGDATABASE=$database
sql() { "$tools/pg-cluster" psql "$REGISTRY_TEST_CLUSTER" "$@" -q -v ON_ERROR_STOP=1; }

sql postgres -c "create database $database template registry_template"
trap 'sql postgres -c "drop database if exists $database with (force)"' EXIT
sql "$database" -c "create schema tap" -c "grant usage on schema tap to public" -c "create extension pgtap schema tap"

[ $# -gt 0 ] || set -- "$here"/*.sql
pg_prove --failures "$@"
