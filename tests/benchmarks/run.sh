#!/bin/sh
# Measures RepDynamics beside plain TorchSharp, and beside PyTorch and scikit-learn where python3-torch and python3-sklearn are installed, in
# turns; prints a Markdown table.
#   run.sh [ROUNDS] [--quick] [NAME...]     run.sh --help lists the names
# PYTHON names another python3. OURS names a published copy of the program, for a machine without an SDK.
set -eu
cd "$(dirname "$0")"
if [ -z "${OURS:-}" ]; then
    dotnet build -c Release -v q -nologo RepDynamics.Benchmarks.csproj >&2
    OURS=../../artifacts/bin/RepDynamics.Benchmarks/release/RepDynamics.Benchmarks
fi
exec "$OURS" run "$@"
