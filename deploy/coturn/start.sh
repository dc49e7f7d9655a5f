#!/bin/sh
# Starts coturn with turnserver.conf from this folder and the secret in TURN_SECRET.
# coturn accepts a secret in its configuration or on its command line, which every account of the
# machine can read. This script therefore copies the configuration, with the secret, to a file that
# only coturn can read. All arguments are passed to turnserver.
set -eu
umask 077
configuration=$(mktemp -d)/turnserver.conf
cat "$(dirname "$0")/turnserver.conf" > "$configuration"
printf '\nstatic-auth-secret=%s\n' "${TURN_SECRET:?is not set}" >> "$configuration"
unset TURN_SECRET
exec "${TURNSERVER_PATH:-turnserver}" -c "$configuration" "$@"
