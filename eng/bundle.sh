#!/usr/bin/env bash
# Makes one archive that runs on a node without an SDK: the experiments and the command with the .NET runtime, the shim's source,
# registrations, profiles, baselines, run.sh.
#
#   eng/bundle.sh [FOLDER]     writes FOLDER/repdynamics-VERSION-COMMIT-linux-x64.tar.xz (default: artifacts/bundle)
#
# The archive always stands on the substitutes: the node's own libtorch, of whichever version and kind, is the point of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

most=$((45 * 1000 * 1000))    # bytes: what the archive may have

fail() { echo "bundle: $1" >&2; exit 1; }
trap 'echo "bundle: line $LINENO failed: $BASH_COMMAND" >&2' ERR
command -v dotnet >/dev/null 2>&1 || fail "no .NET SDK on PATH: install version 10 (https://dotnet.microsoft.com/download)."
command -v xz >/dev/null 2>&1 || fail "no xz on PATH: install xz-utils."

out=${1:-artifacts/bundle}
mkdir -p "$out"
out=$(cd "$out" && pwd -P)
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)
commit=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
if [ -n "$(git status --porcelain 2>/dev/null)" ]; then commit=$commit-changed; fi
# The time of what is inside, so that the same commit makes the same archive.
time=$(git log -1 --format=%ct 2>/dev/null || date +%s)
name=repdynamics-$version-$commit-linux-x64

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root/bin" "$root/native" "$root/experiments" "$root/licenses"

# Both programs into one folder: they share the runtime and the libraries. What both bring is the same file.
for project in experiments/RepDynamics.Experiments.csproj src/RepDynamics.Cli/RepDynamics.Cli.csproj; do
    echo "bundle: publishing $project..."
    dotnet publish "$project" -c Release -r linux-x64 --self-contained true -o "$root/bin" -v q -nologo --tl:off \
        -p:Bundle=true -p:PublishedPackages=false -p:Device=cpu -p:DebugType=none -p:GenerateDocumentationFile=false \
        -p:ErrorOnDuplicatePublishOutputFiles=false >"$work/log" 2>&1 \
        || fail "$project cannot be published: $(grep -m 1 -E 'error' "$work/log" || tail -n 1 "$work/log")"
done
# For debuggers, and never loaded by a run.
rm -f "$root"/bin/{createdump,libmscordbi.so,libmscordaccore.so,libcoreclrtraceptprovider.so} "$root"/bin/*.pdb
rm -rf "$root/bin/registrations"

cp src/Substitutes/TorchSharp/Native/{build.sh,*.cpp,*.h} "$root/native/"
cp -r experiments/registrations experiments/profiles "$root/experiments/"
git ls-files -z baselines | xargs -0 cp --parents -t "$root"
cp eng/bundle/run.sh LICENSE "$root/"
chmod 755 "$root/run.sh"
echo "RepDynamics $version, commit $commit" >"$root/repdynamics.bundle"

# Figures need Cairo, fontconfig and a font, which nodes for computing often lack: they come along, and are used where the system has none.
# All but the C and C++ libraries, which .NET itself asks of a system.
libraries=''
# What feeds a pipe is read to its end: a reader that leaves early fails its writer, and with it the script, where the list is long.
for library in libcairo.so.2 libfontconfig.so.1; do
    file=$(PATH=$PATH:/sbin ldconfig -p | awk -v name="$library" '$1 == name && /x86-64/ && !found++ { print $NF }')
    [ -n "$file" ] || fail "no $library here to hand on: run ./setup.sh (it installs libcairo2 and libfontconfig1)."
    libraries="$libraries $file $(ldd "$file" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | grep -v -E '/(ld-linux.*|lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s)\.so.*)$' | tr '\n' ' ')"
done
fonts=/usr/share/fonts/truetype/dejavu
[ -f $fonts/DejaVuSans.ttf ] || fail "no $fonts/DejaVuSans.ttf here to hand on: run ./setup.sh (it installs fonts-dejavu-core)."
mkdir -p "$root/figures/lib" "$root/figures/fonts"
for file in $(echo "$libraries" | tr ' ' '\n' | sort -u) $fonts/DejaVuSans.ttf $fonts/DejaVuSans-Bold.ttf; do
    case $file in
        *.ttf) cp "$file" "$root/figures/fonts/" ;;
        *) cp -L "$file" "$root/figures/lib/" ;;
    esac
    package=$({ dpkg-query -S "$(realpath "$file")" || dpkg-query -S "$file"; } 2>/dev/null | awk -F : 'NR == 1 { print $1 }') || true
    if [ -f "/usr/share/doc/$package/copyright" ]; then cp "/usr/share/doc/$package/copyright" "$root/licenses/$package-copyright"; fi
done
cat >"$root/figures/fonts.conf" <<'CONF'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
CONF

# What is handed on keeps its licence beside it: the package's own file, or what its description names.
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
for package in $(sed -n 's/^ \{6\}"\([A-Za-z0-9._-]*\/[0-9][^"]*\)": {$/\1/p' "$root"/bin/*.deps.json | sed 's/^runtimepack\.//' | sort -u); do
    folder=$packages/$(echo "$package" | tr '[:upper:]' '[:lower:]')
    [ -d "$folder" ] || continue
    licence=$(sed -n 's/.*<license[^>]*>\(.*\)<\/license>.*/\1/p' "$folder"/*.nuspec | awk 'NR == 1')
    echo "$package: ${licence:-see its files here}" >>"$root/licenses/packages.txt"
    while read -r file; do
        cp "$file" "$root/licenses/$(echo "$package" | tr / -)-$(basename "$file")"
    done < <(find "$folder" -maxdepth 1 -type f \( -iname '*license*' -o -iname '*notice*' \))
done

archive=$out/$name.tar.xz
echo "bundle: packing..."
tar -C "$work" --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner -cf - "$name" | xz -9e -T1 >"$archive.part"
size=$(stat -c %s "$archive.part")
[ "$size" -le "$most" ] || fail "the archive has $size bytes, and may have $most: see what is large in $out (kept as $archive.part)."
mv "$archive.part" "$archive"
echo "bundle: $archive, $(awk -v b="$size" 'BEGIN { printf "%.1f", b / 1e6 }') MB"
