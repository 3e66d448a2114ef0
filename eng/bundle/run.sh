#!/bin/sh
# RepDynamics on a node without an SDK: finds libtorch, compiles the shim into it once, and runs.
#
#   ./run.sh --claim ID [--claim ID ...] [--profile NAME] [--device cpu|cuda]    runs claims as `dotnet test` does
#   ./run.sh COMMAND ...                                                        any command of repdynamics: doctor, run, sweep, ...
#   ./run.sh shim                                                               only compiles the shim, and tells where it is
#
# LIBTORCH         a libtorch folder, or the `torch` folder of a PyTorch install; else python3's PyTorch, else the system's libtorch
# PYTHON, CXX      other programs than python3 and g++
# REPDYNAMICS_SHIMS   the folder of compiled shims, one for each version of libtorch; else one in the user's cache
# REPDYNAMICS_RUNS    the folder of kept runs
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

fail() { echo "run.sh: $1" >&2; exit "${2:-5}"; }

# --- What is asked: mistakes are told before anything is looked for.
claims() { ls "$here/experiments/registrations" | sed -n 's/\.json$//p' | tr '\n' ' ' | sed 's/ $//'; }
profiles() { ls "$here/experiments/profiles" | sed -n 's/\.runsettings$//p' | tr '\n' ' ' | sed 's/ $//'; }

filter='' asked='' profile=cpu device=cpu
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
                    filter=${filter:+$filter|}Claim=$value asked=${asked:+$asked,}$value ;;
                --profile)
                    case $value in '' | *[!A-Za-z0-9_-]*) file='' ;; *) file=$here/experiments/profiles/$value.runsettings ;; esac
                    [ -f "$file" ] || fail "there is no profile '$value'. Known profiles: $(profiles)." 2
                    profile=$value ;;
                --device)
                    case $value in cpu | cuda) device=$value ;; *) fail "there is no device '$value': cpu or cuda." 2 ;; esac ;;
            esac
        done
        [ -n "$filter" ] || fail "which claim? --claim ID. Known claims: $(claims)." 2 ;;
esac

# --- Which libtorch: a folder with lib/, or nothing for the system's own.
root=${LIBTORCH:-}
if [ -n "$root" ]; then
    [ -f "$root/lib/libtorch_cpu.so" ] || fail "LIBTORCH=$root holds no lib/libtorch_cpu.so: name a libtorch folder, or the torch folder of a PyTorch install."
else
    # Found without importing it, which takes seconds.
    found=$("${PYTHON:-python3}" -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null || true)
    if [ -n "$found" ] && [ -f "$found/lib/libtorch_cpu.so" ]; then root=$found; fi
fi
if [ -z "$root" ]; then
    system=
    for folder in /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
        if [ -e "$folder/libtorch_cpu.so" ] || [ -e "$folder"/libtorch_cpu.so.[0-9]* ]; then system=$folder; break; fi
    done
    [ -n "$system" ] || fail "no libtorch here: pip install torch, or install libtorch-dev, or set LIBTORCH to the torch folder of a PyTorch install."
fi

# --- Its version, and what else a shim depends on.
version=
header=${root:-/usr}/include/torch/csrc/api/include/torch/version.h
if [ -f "$header" ]; then
    version=$(awk '$2 ~ /^TORCH_VERSION_(MAJOR|MINOR|PATCH)$/ { printf "%s%s", dot, $3; dot = "." }' "$header")
fi
if [ -z "$version" ] && [ -n "$root" ]; then
    for file in "$root/version.py" "$root/build-version"; do
        [ -n "$version" ] || version=$(sed -n "s/^\(__version__ *= *'\)\{0,1\}\([0-9][0-9.]*[0-9]\).*/\2/p" "$file" 2>/dev/null | head -n 1)
    done
fi
if [ -z "$version" ] && [ -z "$root" ]; then
    version=$(ls "$system" | sed -n 's/^libtorch_cpu\.so\.\([0-9.]*\)$/\1/p' | head -n 1)
fi
[ -n "$version" ] || fail "the version of the libtorch in ${root:-$system} cannot be told: set LIBTORCH to another."
kind=cpu
if [ -n "$root" ]; then
    if [ -e "$root/lib/libtorch_cuda.so" ]; then kind=cuda; fi
    if grep -aq '__cxx11' "$root/lib/libc10.so"; then kind=$kind-cxx11; fi
else
    kind=system
fi
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | tr ' ' '-' || true)
sources=$(cat "$here"/native/* | cksum | cut -d ' ' -f 1)
name=torch-$version-$kind-${libc:-libc}-$(uname -m)-$sources

# --- The shim: one that came with the bundle, one compiled earlier, or one compiled now.
shims=${REPDYNAMICS_SHIMS:-}
if [ -z "$shims" ]; then
    if [ -n "${XDG_CACHE_HOME:-}" ]; then shims=$XDG_CACHE_HOME/repdynamics/shims
    elif [ -n "${HOME:-}" ]; then shims=$HOME/.cache/repdynamics/shims
    else shims=$here/shims
    fi
fi
shim=$here/shims/$name/libTorchDoor.so
if [ ! -f "$shim" ]; then shim=$shims/$name/libTorchDoor.so; fi
if [ ! -f "$shim" ]; then
    cxx=${CXX:-g++}
    command -v "$cxx" >/dev/null 2>&1 || fail "no C++ compiler ($cxx) here, and no shim for libtorch $version in $shims/$name: install g++, set CXX, or put a shim there that ./run.sh shim compiled elsewhere."
    [ -f "${root:-/usr}/include/ATen/ATen.h" ] || fail "no headers with the libtorch in ${root:-$system} (${root:-/usr}/include/ATen/ATen.h): install libtorch-dev, or set LIBTORCH to a PyTorch install."
    mkdir -p "$shims/$name" 2>/dev/null || fail "$shims/$name cannot be made: set REPDYNAMICS_SHIMS to a folder that can be written."
    echo "run.sh: compiling the shim into libtorch $version (once)..." >&2
    LIBTORCH=$root sh "$here/native/build.sh" "$shim" >"$shims/$name/log" 2>&1 \
        || fail "the shim does not compile against libtorch $version: $(grep -m 1 -E 'error|TorchSharp substitute' "$shims/$name/log" || tail -n 1 "$shims/$name/log") (log: $shims/$name/log)"
fi
LD_LIBRARY_PATH=$(dirname "$shim")${root:+:$root/lib}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

# --- For the figures: Cairo, fontconfig and a font of the system, or those that came along.
has() { for folder in /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /lib64 /lib; do if [ -e "$folder/$1" ]; then return 0; fi; done; return 1; }
if ! has libcairo.so.2 || ! has libfontconfig.so.1; then LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$here/figures/lib; fi
if [ -z "${FONTCONFIG_FILE:-}" ] && [ -z "$(find /usr/share/fonts -name DejaVuSans.ttf 2>/dev/null | head -n 1)" ]; then
    export FONTCONFIG_FILE="$here/figures/fonts.conf"
fi

# Jobs of a sweep come back through this script. What the test platform would send to its makers stays here.
export REPDYNAMICS_COMMAND="$here/run.sh" TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1

if [ "${1:-}" = shim ]; then echo "$shim"; exit 0; fi
if [ -z "$filter" ]; then exec "$here/bin/RepDynamics.Cli" "$@"; fi
# What these claims need is trained together, as by `dotnet test`.
export REPDYNAMICS_CLAIMS="$asked"
exec "$here/bin/RepDynamics.Experiments" --settings "$here/experiments/profiles/$profile.runsettings" --test-parameter "Device=$device" \
    --filter "$filter" --results-directory "$here/artifacts/results/$profile" --output Detailed
