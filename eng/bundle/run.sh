#!/bin/sh
# RepDynamics on a machine without a .NET SDK.
#
#   ./run.sh --claim ID [--claim ID ...] [--profile NAME] [--device cpu|cuda]    runs claims as `dotnet test` does
#   ./run.sh COMMAND ...                                                        runs a command of repdynamics: doctor, run, sweep, ...
#
# Environment variables:
#   LIBTORCH            the torch folder of an installed PyTorch, or an unpacked libtorch, of the version in repdynamics.bundle; its
#                       libraries are used in place of those of the bundle
#   REPDYNAMICS_RUNS    the folder of the run store
set -eu
self=$0
while [ -L "$self" ]; do
    link=$(readlink "$self")
    case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P)

fail() { echo "run.sh: $1" >&2; exit "${2:-5}"; }

# Errors in the arguments are reported before anything starts.
claims() { ls "$here/experiments/registrations" | sed -n 's/\.json$//p' | tr '\n' ' ' | sed 's/ $//'; }
profiles() { ls "$here/experiments/profiles" | sed -n 's/\.runsettings$//p' | tr '\n' ' ' | sed 's/ $//'; }

filter='' profile=cpu device=cpu
case ${1:---help} in
    -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p;}' "$0"; exit 0 ;;
    --*)
        while [ $# -gt 0 ]; do
            case $1 in
                --claim=* | --profile=* | --device=*) option=${1%%=*} value=${1#*=}; shift ;;
                --claim | --profile | --device)
                    [ $# -ge 2 ] || fail "$1 needs a value." 2
                    option=$1 value=$2; shift 2 ;;
                *) fail "there is no option $1: --claim ID, --profile NAME, --device cpu|cuda." 2 ;;
            esac
            case $option in
                --claim)
                    case $value in '' | *[!A-Za-z0-9_]*) file='' ;; *) file=$here/experiments/registrations/$value.json ;; esac
                    [ -f "$file" ] || fail "there is no claim '$value'. Known claims: $(claims)." 2
                    filter=${filter:+$filter|}Claim=$value ;;
                --profile)
                    case $value in '' | *[!A-Za-z0-9_-]*) file='' ;; *) file=$here/experiments/profiles/$value.runsettings ;; esac
                    [ -f "$file" ] || fail "there is no profile '$value'. Known profiles: $(profiles)." 2
                    profile=$value ;;
                --device)
                    case $value in cpu | cuda) device=$value ;; *) fail "there is no device '$value': cpu or cuda." 2 ;; esac ;;
            esac
        done
        [ -n "$filter" ] || fail "no claim is named: --claim ID. Known claims: $(claims)." 2 ;;
esac

if [ -z "${LIBTORCH:-}" ]; then
    [ -f "$here/bin/libtorch_cpu.so" ] \
        || fail "this bundle has no libtorch: set LIBTORCH to the torch folder of an installed PyTorch $(sed -n 's/^libtorch //p' "$here/repdynamics.bundle"), or use the bundle with libtorch."
    # The libraries of the bundle come before those of a loaded environment module.
    export LD_LIBRARY_PATH="$here/bin${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
# Jobs of a sweep start this script. The test platform sends no telemetry.
export REPDYNAMICS_COMMAND="$here/run.sh" TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1

if [ -z "$filter" ]; then exec "$here/bin/RepDynamics.Cli" "$@"; fi
exec "$here/bin/RepDynamics.Experiments" --settings "$here/experiments/profiles/$profile.runsettings" --test-parameter "Device=$device" \
    --filter "$filter" --results-directory "$here/artifacts/results/$profile" --output Detailed
