#!/bin/sh
# Starts coturn with turnserver.conf, which lies beside this file, and the secret of TURN_SECRET.
# coturn takes a secret from its configuration or from its command line, which every account of the
# machine can read; so the configuration is copied, with the secret, to where only coturn reads it.
# Arguments go to turnserver.
set -eu
umask 077
configuration=$(mktemp -d)/turnserver.conf
cat "$(dirname "$0")/turnserver.conf" > "$configuration"
printf '\nstatic-auth-secret=%s\n' "${TURN_SECRET:?is not set}" >> "$configuration"
unset TURN_SECRET
exec "${TURNSERVER_PATH:-turnserver}" -c "$configuration" "$@"
