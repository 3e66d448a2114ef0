#!/bin/sh
# Makes this checkout ready to build and run; safe to run again, and quick when there is nothing to do.
#
#   ./setup.sh                          find out what this machine needs, and install it
#   PUBLISHED_PACKAGES=true|false ...   do not ask the package feed: use the published packages, or the substitutes
#   LIBTORCH=/path/to/libtorch ...      substitutes on that libtorch (2.x, CPU or CUDA) instead of Debian's
#
# The code is written against the published packages TorchSharp, SkiaSharp and Verify.NUnit. Where the configured feed holds them,
# only the font of the figures is installed. Where it does not, substitutes in src/Substitutes take their place; they stand on
# libraries of Debian.
set -eu
cd "$(dirname "$0")"

say() { echo "setup: $1"; }
fail() { echo "setup: $1" >&2; exit 1; }

command -v dotnet >/dev/null 2>&1 || fail "no .NET SDK on PATH: install version 10 (https://dotnet.microsoft.com/download)."
dotnet --version >/dev/null 2>&1 || fail "this .NET SDK does not satisfy global.json: install version 10 (https://dotnet.microsoft.com/download)."

# Asks the feed once; the answer is kept in stack.props, which Directory.Build.props reads.
mode=${PUBLISHED_PACKAGES:-}
[ -z "$mode" ] && [ -f stack.props ] && mode=$(sed -n 's/.*<PublishedPackages>\(.*\)<\/PublishedPackages>.*/\1/p' stack.props)
if [ -z "$mode" ]; then
    say "asking the package feed for TorchSharp, SkiaSharp and Verify.NUnit..."
    probe=$(mktemp -d)
    trap 'rm -rf "$probe"' EXIT
    cp Directory.Packages.props "$probe/"
    cat >"$probe/probe.csproj" <<PROBE
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" />
    <PackageReference Include="TorchSharp-cpu" />
    <PackageReference Include="SkiaSharp" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" />
    <PackageReference Include="Verify.NUnit" />
  </ItemGroup>
</Project>
PROBE
    if dotnet restore "$probe/probe.csproj" >"$probe/log" 2>&1; then
        mode=true
    elif grep -Eq 'NU110[123]' "$probe/log"; then
        mode=false
    else
        fail "the package feed did not answer: $(grep -m1 -E 'error' "$probe/log" || tail -n 1 "$probe/log")"
    fi
fi
case $mode in
    true) stack="the published packages" ;;
    false) stack="the substitutes in src/Substitutes" ;;
    *) fail "PUBLISHED_PACKAGES=$mode: it must be true or false." ;;
esac

# package                what needs it
needs="
fonts-dejavu-core       the font of the figures"
if [ "$mode" = false ]; then
    needs="$needs
g++                     compiles the door into libtorch
libtorch-dev            tensors, networks, gradients
libopenblas0-pthread    fast matrix products for libtorch
libcairo2               draws the figures
libfontconfig1          finds the font"
    if [ -n "${LIBTORCH:-}" ]; then
        [ -f "$LIBTORCH/include/ATen/ATen.h" ] || fail "LIBTORCH=$LIBTORCH holds no include/ATen/ATen.h: name the folder that has include/ and lib/."
        needs=$(echo "$needs" | grep -v -e libtorch-dev -e libopenblas)
    fi
fi
if ! command -v dpkg-query >/dev/null 2>&1; then
    say "this is no Debian: see to it yourself that these are there:$needs"
else
    missing=""
    for package in $(echo "$needs" | awk '{print $1}'); do
        # The compiler may be another than Debian's.
        [ "$package" = g++ ] && command -v "${CXX:-g++}" >/dev/null 2>&1 && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends$missing"
        if [ "$(id -u)" = 0 ]; then as_root=""
        elif sudo -n true 2>/dev/null; then as_root="sudo -n"
        else fail "not root and no sudo without a password; run: sudo apt-get update && sudo $install"
        fi
        say "installing from Debian:"
        for package in $missing; do echo "$needs" | grep "^$package " | sed 's/^/setup:   /'; done
        log=$(mktemp)
        { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1 </dev/null || fail "installing failed: $(grep -m1 '^E:' "$log" || tail -n 1 "$log") (log: $log)"
        rm -f "$log"
    fi
fi

# LIBTORCH is kept, too: the build must take the libtorch that was checked here.
libtorch=${LIBTORCH:+<LIBTORCH>$LIBTORCH</LIBTORCH>}
props="<Project><PropertyGroup><PublishedPackages>$mode</PublishedPackages>$libtorch</PropertyGroup></Project>"
if [ "$(cat stack.props 2>/dev/null)" != "$props" ]; then
    echo "$props" >stack.props.part
    mv stack.props.part stack.props
fi
say "ready, on $stack."
