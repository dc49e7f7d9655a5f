#!/bin/sh
# deploy/make-env.sh DOMAIN PUBLIC_IP [PRIVATE_IP]
# Writes .env for docker-compose.yml with a new value for each secret, readable by its owner only.
# It never overwrites an existing .env: a new PASSWORD_PEPPER would invalidate every password.
set -eu
if [ $# -lt 2 ]; then
  echo "Usage: $0 DOMAIN PUBLIC_IP [PRIVATE_IP]" >&2
  exit 2
fi
file=$(dirname "$0")/../.env
secret() { head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
umask 077
set -C
{
  echo "DOMAIN=$1"
  echo "PUBLIC_IP=$2"
  if [ $# -gt 2 ]; then echo "PRIVATE_IP=$3"; fi
  for name in JWT_SECRET REFRESH_SECRET PASSWORD_PEPPER TURN_SECRET MONGO_PASSWORD MONGO_ROOT_PASSWORD \
    LIVEKIT_API_SECRET GRAFANA_PASSWORD; do
    echo "$name=$(secret)"
  done
} > "$file"
echo "Wrote .env. Keep a copy of PASSWORD_PEPPER: without it every password is invalid."
