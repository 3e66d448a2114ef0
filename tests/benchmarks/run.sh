#!/bin/sh
# Measures RepDynamics beside PyTorch and scikit-learn on this machine, in turns, and prints medians and ratios. Needs Debian's
# python3-torch and python3-sklearn.
#   run.sh [ROUNDS]      default 5
set -eu
cd "$(dirname "$0")"
rounds=${1:-5}
/usr/bin/python3 -c 'import torch' 2>/dev/null || { echo "run: Debian's python3-torch is missing: apt-get install python3-torch" >&2; exit 1; }
/usr/bin/python3 -c 'import sklearn' 2>/dev/null || { echo "run: Debian's python3-sklearn is missing: apt-get install python3-sklearn" >&2; exit 1; }
dotnet build -c Release -v q -nologo RepDynamics.Benchmarks.csproj
ours=../../artifacts/bin/RepDynamics.Benchmarks/release/RepDynamics.Benchmarks
log=$(mktemp)
features=$(mktemp -d)
trap 'rm -rf "$log" "$features"' EXIT
cores=$(nproc)

# Not a pipe: a benchmark that fails must stop the script.
measure() {
    who=$1
    shift
    lines=$("$@")
    echo "$lines" | sed "s/^/$who /" >>"$log"
}

round=1
while [ "$round" -le "$rounds" ]; do
    echo "round $round of $rounds" >&2
    for name in calls training cka keeping; do measure ours "$ours" "$name"; done
    measure ours "$ours" regions
    measure pytorch /usr/bin/python3 regions.py
    [ "$cores" -eq 1 ] || measure pytorch-all-cores /usr/bin/python3 regions.py "$cores"
    measure ours "$ours" probes "$features"
    measure sklearn /usr/bin/python3 probes.py "$features"
    measure pytorch /usr/bin/python3 pairwise.py "$features/checkpoints"
    measure ours "$ours" checkpoints "$features/checkpoints"
    measure pytorch /usr/bin/python3 calls.py
    measure pytorch /usr/bin/python3 training.py
    [ "$cores" -eq 1 ] || measure pytorch-all-cores /usr/bin/python3 training.py "$cores"
    round=$((round + 1))
done
/usr/bin/python3 -B - "$log" <<'REPORT'
import sys
import summary
medians = summary.medians(sys.argv[1])
ours = {name: m for (who, name, _), m in medians.items() if who == "ours"}
theirs = {(who, name): m for (who, name, _), m in medians.items() if who != "ours"}
for (who, name), m in theirs.items():
    if name == "add-and-free":
        print(f"call: ours / {who} = {ours[name] / m:.2f}")
    elif name in ("probes-as-it-stands", "probes-to-tolerance"):
        print(f"probes: {who} ({name}) / ours = {m / ours['probes']:.1f}")
    elif name == "pairwise":
        export = theirs[who, "export"]
        print(f"checkpoints: {who} ({name}) / ours = {m / ours['checkpoints']:.0f}; the export of features counted with ours: {m / (ours['checkpoints'] + export):.0f}")
    elif name in ("probes-as-it-stands-processor", "probes-to-tolerance-processor"):
        print(f"probes: {who} ({name}) / ours = {m / ours['probes-processor']:.1f}")
    elif name in ("regions-whole-pass", "regions-up-to-the-tap"):
        print(f"regions: {who} ({name}) / ours = {m / ours['regions']:.1f}")
    elif name in ("regions-whole-pass-processor", "regions-up-to-the-tap-processor"):
        print(f"regions: {who} ({name}) / ours = {m / ours['regions-processor']:.1f}")
    elif name.startswith("training"):
        print(f"training: ours / {who} ({name}) = {ours['training'] / m:.2f}")
REPORT
