#!/bin/sh
# Compiles the door and the operators behind it against libtorch:   build.sh OUTPUT.so
# LIBTORCH names a libtorch folder or the `torch` folder of a PyTorch install (2.x, CPU or CUDA); without it the system's own
# libtorch is taken (Debian: libtorch-dev). CXX names the compiler (g++).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
cxx=${CXX:-g++}
root=${LIBTORCH:-}

fail() { echo "TorchSharp substitute: $1" >&2; exit 1; }

command -v "$cxx" >/dev/null 2>&1 || fail "no C++ compiler ($cxx) found: run ./setup.sh, or set CXX."
if [ -n "$root" ]; then
    [ -f "$root/include/ATen/ATen.h" ] || fail "LIBTORCH=$root holds no include/ATen/ATen.h: name the folder that has include/ and lib/."
    [ -f "$root/lib/libtorch_cpu.so" ] || fail "LIBTORCH=$root holds no lib/libtorch_cpu.so: name the folder that has include/ and lib/."
    # libtorch is built with the old or the new std::string; its symbols tell which.
    if grep -aq '__cxx11' "$root/lib/libc10.so"; then abi=1; else abi=0; fi
    set -- "-I$root/include" "-I$root/include/torch/csrc/api/include" "-D_GLIBCXX_USE_CXX11_ABI=$abi" "-L$root/lib" "-Wl,-rpath,$root/lib"
    # Nothing here names CUDA; its kernels register themselves when the library is loaded.
    if [ -f "$root/lib/libtorch_cuda.so" ]; then set -- "$@" -Wl,--no-as-needed -ltorch_cuda; fi
else
    prefix=/usr/include
    [ -f "$prefix/ATen/ATen.h" ] || fail "no libtorch found: run ./setup.sh, or set LIBTORCH to a libtorch folder."
    set -- "-I$prefix/torch/csrc/api/include"
fi

mkdir -p "$(dirname "$out")"
# Written under another name first, one for each build: an interrupted one leaves no half library behind.
part=$out.$$.part
trap 'rm -f "$part" "$part".*.o' EXIT
flags="-O3 -std=c++17 -fPIC -fvisibility=hidden -Wno-psabi"
# Side by side: libtorch's headers take each of them seconds. What is for the linker does nothing here.
compiling="" failed=""
for source in layers attention door; do
    "$cxx" $flags -c "$here/$source.cpp" -o "$part.$source.o" "$@" &
    compiling="$compiling $!"
done
for compiler in $compiling; do
    wait "$compiler" || failed=1
done
[ -z "$failed" ] && "$cxx" $flags -shared -o "$part" "$part".*.o "$@" -ltorch_cpu -lc10 \
    || fail "the door does not compile against this libtorch: see the compiler's messages above."
mv "$part" "$out"
