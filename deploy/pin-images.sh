#!/bin/sh
# deploy/pin-images.sh
# Pins every image of docker-compose.yml and deploy/Dockerfile to the digest that its tag has now
# (needs Docker with buildx, and the registry). Run it again to move on to newer images; commit or
# keep what it changed.
set -eu
cd "$(dirname "$0")/.."
digest() { docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1"; }
for file in docker-compose.yml deploy/Dockerfile; do
  for image in $(sed -nE 's/^( *image: |ARG NODE_IMAGE=)([^@ ]+).*$/\2/p' "$file"); do
    pinned="$image@$(digest "$image")"
    sed -E "s#^( *image: |ARG NODE_IMAGE=)$image(@[^ ]*)?\$#\\1$pinned#" "$file" > "$file.new"
    cat "$file.new" > "$file"
    rm "$file.new"
    echo "$file: $pinned"
  done
done
