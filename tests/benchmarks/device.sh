#!/bin/sh
# Measures one run on one device beside PyTorch, in turns, and prints medians and ratios.
#   device.sh cpu|cuda [ROUNDS]     default 5; PYTHON names a python3 with torch; OURS a benchmark published elsewhere, for a machine without an SDK
set -eu
cd "$(dirname "$0")"
device=${1:?device.sh cpu or device.sh cuda}
rounds=${2:-5}
python=${PYTHON:-python3}
"$python" -c 'import torch' 2>/dev/null || { echo "device.sh: $python has no torch: PYTHON names one that has it" >&2; exit 1; }
if [ -z "${OURS:-}" ]; then
    dotnet build -c Release -v q -nologo RepDynamics.Benchmarks.csproj
    OURS=../../artifacts/bin/RepDynamics.Benchmarks/release/RepDynamics.Benchmarks
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
round=1
while [ "$round" -le "$rounds" ]; do
    echo "round $round of $rounds" >&2
    # Not a pipe: a benchmark that fails must stop the script.
    lines=$("$OURS" device "$device")
    echo "$lines" | sed 's/^/ours /' >>"$log"
    lines=$("$python" device.py "$device")
    echo "$lines" | sed 's/^/pytorch /' >>"$log"
    round=$((round + 1))
done
"$python" -B - "$log" <<'REPORT'
import sys
import summary
medians = summary.medians(sys.argv[1])
ours = {name: m for (who, name, unit), m in medians.items() if who == "ours" and unit == "images/s"}
theirs = {name: m for (who, name, _), m in medians.items() if who == "pytorch"}
for name, m in ours.items():
    for way in ("usual", "fast"):
        print(f"{name} / pytorch {way} = {m / theirs[name.split('-')[0] + '-' + way]:.2f}")
REPORT
