#!/bin/sh
# deploy/pin-images.sh
# Pins every image in docker-compose.yml and deploy/Dockerfile to the current digest of its tag. Needs
# Docker with buildx and access to the registry. Run it again to update to newer images.
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
