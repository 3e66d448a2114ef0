#!/usr/bin/env bash
# Makes a bundle and tries it in a clean folder with no dotnet on PATH, against the libtorch of this machine.
#
#   tests/Bundle/run.sh [ARCHIVE]    an archive that is there already is not made again
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
archive=${1:-}
if [ -z "$archive" ]; then
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    "$root/eng/bundle.sh" "$out"
    archive=$(echo "$out"/*.tar.xz)
fi
REPDYNAMICS_BUNDLE=$(realpath "$archive") dotnet test "$root/tests" --filter "FullyQualifiedName~Bundle.ArchiveTests"
