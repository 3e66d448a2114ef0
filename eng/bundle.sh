#!/usr/bin/env bash
# Makes one archive that runs on a machine without a .NET SDK: the experiments and the command with the .NET runtime and libtorch,
# registrations, profiles, baselines, run.sh. The same commit, SDK and feed make the same archive.
#
#   eng/bundle.sh [--without-libtorch] [FOLDER]
#
# It writes FOLDER/repdynamics-VERSION-COMMIT-linux-x64.tar.xz (default folder: artifacts/bundle).
# --without-libtorch makes the small one, repdynamics-VERSION-COMMIT-linux-x64-without-libtorch.tar.xz: it needs LIBTORCH on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() { echo "bundle: $1" >&2; exit "${2:-1}"; }
trap 'echo "bundle: line $LINENO failed: $BASH_COMMAND" >&2' ERR

# Size limits are about 10% above the sizes of 2026-11-26, and room for the baselines of one more profile (9 MB). The level for the large archive takes about 75 seconds of one core.
suffix='' without=false level=-2 most=$((142 * 1000 * 1000)) out=''
for argument; do
    case $argument in
        --without-libtorch) suffix=-without-libtorch without=true level=-6 most=$((52 * 1000 * 1000)) ;;
        -*) fail "there is no option $argument: eng/bundle.sh [--without-libtorch] [FOLDER]." 2 ;;
        *) [ -z "$out" ] || fail "one folder: eng/bundle.sh [--without-libtorch] [FOLDER]." 2; out=$argument ;;
    esac
done
command -v dotnet >/dev/null 2>&1 || fail "no .NET SDK on PATH: install version 10 (https://dotnet.microsoft.com/download)."
command -v xz >/dev/null 2>&1 || fail "no xz on PATH: install xz-utils."

out=${out:-artifacts/bundle}
mkdir -p "$out"
out=$(cd "$out" && pwd -P)
property() { sed -n "s/.*<$1>\(.*\)<\/$1>.*/\1/p" Directory.Build.props; }
version=$(property Version)
libtorch=$(property LibtorchVersion)
usable="${libtorch%.*} or $(sed -n 's/.*UsableVersions = .*, "\([0-9.]*\)"\];/\1/p' src/RepDynamics/Numerics/Libtorch.cs)"    # by LIBTORCH
inter=$(property InterVersion)
commit=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
if [ -n "$(git status --porcelain 2>/dev/null)" ]; then commit=$commit-changed; fi
time=$(git log -1 --format=%ct 2>/dev/null || date +%s)    # of every file in the archive
name=repdynamics-$version-$commit-linux-x64$suffix

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root/bin" "$root/experiments" "$root/licenses"

# The two programs share one folder, with the runtime and the libraries. A file that both have is the same file.
# MSBuild does not write a deps.json again if only the choice of native files has changed.
rm -f artifacts/{bin,obj}/*/bundle/*.deps.json
for project in experiments/RepDynamics.Experiments.csproj src/RepDynamics.Cli/RepDynamics.Cli.csproj; do
    echo "bundle: publishing $project..."
    dotnet publish "$project" -c Release -r linux-x64 --self-contained true -o "$root/bin" -v q -nologo --tl:off \
        -p:Bundle=true -p:WithoutLibtorch=$without -p:Device=cpu -p:ArtifactsPivots=bundle \
        -p:DebugType=none -p:GenerateDocumentationFile=false "-p:PathMap=$PWD=/_" \
        -p:ErrorOnDuplicatePublishOutputFiles=false -p:CreateHardLinksForPublishFilesIfPossible=true >"$work/log" 2>&1 \
        || fail "$project cannot be published: $(grep -m 1 -E 'error' "$work/log" || tail -n 1 "$work/log")"
done
rm -rf "$root"/bin/*.pdb "$root/bin/registrations"

cp -r experiments/registrations experiments/profiles "$root/experiments/"
git ls-files -z baselines | xargs -0 cp --parents -t "$root"
cp eng/bundle/run.sh LICENSE "$root/"
chmod 755 "$root/run.sh"
printf 'RepDynamics %s, commit %s\nlibtorch %s\n' "$version" "$commit" "$usable" >"$root/repdynamics.bundle"

# Licences: those of the packages, and that of the fonts.
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
for package in $(sed -n 's/^ \{6\}"\([A-Za-z0-9._-]*\/[0-9][^"]*\)": {$/\1/p' "$root"/bin/*.deps.json | sed 's/^runtimepack\.//' | sort -u); do
    folder=$packages/$(echo "$package" | tr '[:upper:]' '[:lower:]')
    [ -d "$folder" ] || continue
    case $without/$package in true/libtorch-*) continue ;; esac
    licence=$(sed -n 's/.*<license[^>]*>\(.*\)<\/license>.*/\1/p' "$folder"/*.nuspec | awk 'NR == 1')
    echo "$package: ${licence:-see its files here}" >>"$root/licenses/packages.txt"
    while read -r file; do
        cp "$file" "$root/licenses/$(echo "$package" | tr / -)-$(basename "$file")"
    done < <(find "$folder" -maxdepth 1 -type f \( -iname '*license*' -o -iname '*notice*' \))
done
echo "Inter Regular and Inter Bold, fonts in RepDynamics.dll, from Avalonia.Fonts.Inter/$inter (the package: MIT): SIL Open Font License 1.1, Inter-OFL.txt" \
    >>"$root/licenses/packages.txt"
cp eng/bundle/Inter-OFL.txt "$root/licenses/"

archive=$out/$name.tar.xz
echo "bundle: packing..."
# With one thread xz writes another format than with several.
threads=$(nproc)
tar -C "$work" --format=gnu --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --hard-dereference -cf - "$name" \
    | xz "$level" -T"$((threads > 2 ? threads : 2))" >"$archive.part"
size=$(stat -c %s "$archive.part")
[ "$size" -le "$most" ] || fail "the archive has $size bytes, and may have $most: look for large files in $archive.part."
mv "$archive.part" "$archive"
echo "bundle: $archive, $(awk -v b="$size" 'BEGIN { printf "%.1f", b / 1e6 }') MB"
