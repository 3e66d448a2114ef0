#!/usr/bin/env bash
# Tests `repdynamics sweep --engine slurm` with Slurm: one controller and two nodes on this machine (cluster.sh), in a folder whose name
# contains a blank and a quote. A claim on `smoke`:
#
#   - one task gets the warning of its time limit, one is requeued by an administrator, both while they train
#   - the array is cancelled: the store stays intact, and the deciding job reports the missing runs
#   - --resubmit-failed completes it: the claim is decided, and every snapshot and measure has the bits of an undisturbed run
#
#   tests/slurm/run.sh              installs a missing Slurm (root on Debian), or skips the test
#   REFERENCE=FOLDER                store with the runs of `repdynamics run ViTSync --profile smoke`; by default they are trained
#   REPDYNAMICS=PROGRAM             the command (default: ./repdynamics of this checkout)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
PATH=$PATH:/usr/sbin:/sbin
program=${REPDYNAMICS:-$root/repdynamics}

say() { echo "slurm test: $1"; }
fail() { echo "slurm test: FAILED: $1" >&2; exit 1; }

if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
        || ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends slurm-wlm munge; } >/dev/null 2>&1; then
        say "skipped: slurm-wlm and munge are missing and cannot be installed"
        exit 0
    fi
fi

work=$(mktemp -d)
trap '"$here/cluster.sh" stop "$work/cluster"; rm -rf "$work"' EXIT
if ! "$here/cluster.sh" start "$work/cluster" >"$work/cluster.log" 2>&1; then
    cat "$work/cluster.log"
    say "skipped: Slurm cannot be started"
    exit 0
fi
export SLURM_CONF=$work/cluster/slurm.conf

if [ -z "${REFERENCE:-}" ]; then
    REFERENCE=$work/reference
    say "training the undisturbed runs"
    REPDYNAMICS_RUNS=$REFERENCE "$program" run ViTSync --profile smoke >"$work/reference.log" 2>&1 || fail "the undisturbed runs: $(tail -n 3 "$work/reference.log")"
fi

desk="$work/it's a desk"
mkdir "$desk"
cd "$desk"
export REPDYNAMICS_RUNS="$desk/stored runs"
# Settings with blanks, quotes and dollars, and optionally another option.
settings() {
    cat >repdynamics-sweep.json <<JSON
{ "partition": "all", "time": "2:00:00", "memory": "900M",
  "options": ["--comment=it's a \"test\" of \$HOME"${1:+, $1}], "lines": ["export SWEPT='yes, it is'"] }
JSON
}
settings

seconds=0
# Waits until a command succeeds; on a timeout, shows the queue and the ends of the logs.
await() {
    local what=$1 most=$2 start=$SECONDS
    shift 2
    until "$@"; do
        [ $((SECONDS - start)) -lt "$most" ] || give_up "$what: not within $most s"
        sleep 0.2
    done
    seconds=$((SECONDS - start))
}
give_up() {
    { squeue --array; tail -n 4 "$folder"/logs/*.log; } >&2 || true
    fail "$1"
}
queue_empty() { [ -z "$(squeue --noheader)" ]; }
logs() { echo "$REPDYNAMICS_RUNS"/.sweeps/*/logs; }
ended() { grep -q -E ': done|stopped' "$1" 2>/dev/null; }
trains() { grep -q -E ': (training|goes on|continues|resumes)' "$1" 2>/dev/null && ! ended "$1"; }
trains_or_ended() { trains "$1" || ended "$1"; }
# Releases one held task after another and disturbs it during its training, until the log of one ($task) shows the sign that it was
# requeued. A task may finish too early.
disturb_one() {
    local disturb=$1 sign=$2
    shift 2
    for task; do
        scontrol release "${array}_$task"
        await "task $task starts" 300 trains_or_ended "$folder/logs/$task.log"
        if trains "$folder/logs/$task.log" && [ -n "$(job_of "$task")" ]; then
            "$disturb"
            await "task $task ends or comes back" 300 grep -q -E "$sign|: done" "$folder/logs/$task.log"
            if grep -q "$sign" "$folder/logs/$task.log"; then return 0; fi
        fi
    done
    give_up "none of the tasks $* was disturbed at its training"
}
# scancel repeats the signal even after the job has ended.
warn() { timeout 20 scancel --batch --signal=USR1 "${array}_$task" || true; }
# By task: the job number of an array's last task is that of the array.
requeue() { scontrol requeue "${array}_$task" || true; }
job_of() { squeue --noheader --array --format='%A %K' --states=RUNNING | awk -v task="$1" '$2 == task { print $1 }'; }

"$program" sweep ViTSync --profile smoke --engine slurm --dry-run >"$work/dry"
grep -q -- '--array=0-7' "$work/dry" || fail "--dry-run shows no array of 8"
[ ! -e "$REPDYNAMICS_RUNS/.sweeps" ] || fail "--dry-run left files"

# Every task is held: the test releases them.
settings '"--hold"'
"$program" sweep ViTSync --profile smoke --engine slurm
settings
folder=$(dirname "$(logs)")
array=$(sed -n 's/^array //p' "$folder/jobs")
scontrol release "$(sed -n 's/^decide //p' "$folder/jobs")"    # it still depends on the array
squeue --noheader --format='%k' | grep "it's a \"test\" of \$HOME" >/dev/null || fail "the comment was changed"
if "$program" sweep ViTSync --profile smoke --engine slurm 2>"$work/twice"; then fail "the same runs were submitted twice"; fi
grep -q 'in the queue already' "$work/twice" || fail "submitting twice: $(cat "$work/twice")"

disturb_one warn 'out of time: requeued' 0 1 2 3
warned=$task
say "task $warned: warned, and requeued itself"

# Runs of ResNet. The last task stays held, so that a run is missing when the array is cancelled.
disturb_one requeue 'start 2' 4 5 6
requeued=$task
say "task $requeued: requeued while it trained"
await "task $warned comes back" 600 grep -q 'start 2' "$folder/logs/$warned.log"

scancel "$array"
await "the deciding job ends" 300 queue_empty
say "the array was cancelled"
"$program" runs verify || fail "the store is damaged after the array was cancelled"
if "$program" sweep status; then fail "a cancelled sweep is reported as done"; fi
grep -q 'is not there, or lacks' "$folder/logs/decide.log" || fail "the deciding job did not report the missing runs: $(tail -n 5 "$folder/logs/decide.log")"

sed -i 's/"partition"/"parallel": 2, &/' repdynamics-sweep.json
"$program" sweep ViTSync --profile smoke --engine slurm --resubmit-failed
await "the queue empties" 1200 queue_empty
say "the rest took $seconds s"
"$program" sweep status || fail "the sweep is not done: $(tail -n 3 "$REPDYNAMICS_RUNS"/.sweeps/*/logs/*.log)"
"$program" runs verify >/dev/null || fail "the store is damaged"
latest=$(ls -d "$REPDYNAMICS_RUNS"/.sweeps/* | tail -n 1)
grep -q '^ViTSync on smoke: ' "$latest/logs/decide.log" || fail "nothing was decided: $(tail -n 5 "$latest/logs/decide.log")"
[ -s "$latest/report/index.html" ] || fail "no report was written: $(tail -n 5 "$latest/logs/decide.log")"

# Snapshots and measures; manifests contain times and hosts.
sums() { (cd "$1" && find . -path './.*' -prune -o \( -path '*/snapshots/*' -o -path '*/measures/*' \) -type f -print0 | sort -z | xargs -0 -r sha256sum); }
sums "$REPDYNAMICS_RUNS" >"$work/swept.sums"
count=$(wc -l <"$work/swept.sums")
[ "$count" -gt 0 ] || fail "there is nothing to compare"
(cd "$REFERENCE" && sha256sum --check --quiet "$work/swept.sums") || fail "the bits are not those of undisturbed runs"
say "passed: $count files have the bits of undisturbed runs; $(grep -l 'start 2' "$folder"/logs/*.log | wc -l) tasks came back, the others of the array were cancelled"
