#!/bin/sh
# Makes what docker-compose.yml reads as secrets, below .secrets/: whatever is there already stays.
# Usage: migracidades/deploy/secrets.sh selo.example.org
# The files can be read by the containers' users, the folder by its owner alone.
set -eu
host=${1:?the public host name, such as selo.example.org}
cd "$(dirname "$0")/../.."
mkdir -p .secrets
chmod 700 .secrets
umask 022
cd .secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "$1" ] || printf '%s\n' "$2" > "$1"; }
kept() { sed -n "s/$2/\\1/p" "$1"; }

keep secret_key "$(random)"
keep secret_key_fallbacks ""
keep health_token "$(random)"
keep email_password ""
keep postgres_password "$(random)"
keep database_superuser_url "postgresql://postgres:$(cat postgres_password)@postgres:5432/postgres"
keep database_url "postgresql://mc_app:$(random)@postgres:5432/migracidades"
keep database_owner_url "postgresql://mc_owner:$(random)@postgres:5432/migracidades"
for server in redis cache; do
    keep "${server}_conf" "requirepass $(random)"
    keep "${server}_url" "redis://:$(kept "${server}_conf" '^requirepass \(.*\)$')@$server:6379/0"
done
# Signed by itself, until the real one is laid here under the same names.
[ -e tls_key ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 30 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
    -keyout tls_key -out tls_certificate 2>/dev/null
chmod 444 ./*
