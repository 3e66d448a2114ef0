#!/usr/bin/env bash
# Makes both bundles and runs them in a clean folder with no dotnet on PATH, the small one on the libtorch of the package.
#
#   tests/Bundle/run.sh [ARCHIVE ARCHIVE-WITHOUT-LIBTORCH]    archives that exist are not made again
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
if [ $# = 0 ]; then
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    "$root/eng/bundle.sh" "$out"
    "$root/eng/bundle.sh" --without-libtorch "$out"
    set -- "$out"/*-linux-x64.tar.xz "$out"/*-without-libtorch.tar.xz
fi
[ $# = 2 ] || { echo "tests/Bundle/run.sh: name both archives, or none." >&2; exit 2; }
REPDYNAMICS_BUNDLE=$(realpath "$1") REPDYNAMICS_BUNDLE_WITHOUT_LIBTORCH=$(realpath "$2") \
    dotnet test "$root/tests" --filter "FullyQualifiedName~Bundle.ArchiveTests"
