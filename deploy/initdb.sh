#!/bin/sh
# Run once by the image of PostgreSQL: the owner of the records may make roles and is no superuser.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/owner)" <<'SQL'
CREATE ROLE lachan LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE lachan OWNER lachan;
SQL
