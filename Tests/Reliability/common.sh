# Shared by the scripts beside it: where the toy study is, an undisturbed run to compare with, and the comparison.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
toy=${TOY:-$root/.build/debug/study-toy}
[ -x "$toy" ] || { echo "$toy is missing: swift build --product study-toy" >&2; exit 69; }
export SWIFT_BACKTRACE=enable=no
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The flags of every run here: long enough to be disturbed. Twelve cells.
flags=(--sweep drift=0,1 --steps 120 --pause 1000 --quiet)

# run DIR [FLAG...]: the toy with its store and its versions in DIR.
run() { local dir=$1; shift; "$toy" "${flags[@]}" --store "$dir/store" --out "$dir/out" "$@"; }

# content DIR: every byte of DIR/out/v1 but the manifest's account of time and machine.
content() {
  (cd "$1/out/v1" && find . -type f ! -name manifest.json | LC_ALL=C sort | xargs sha256sum
    sed '/^  "run" : {/,/^  }/d' manifest.json | sha256sum)
}

# same DIR: DIR holds one version, like the undisturbed one, and nothing half-made.
same() {
  local leftovers
  content "$1" >"$scratch/content"
  cmp -s "$scratch/content" "$scratch/reference.content" || {
    diff "$scratch/reference.content" "$scratch/content" >&2 || true
    echo "$1: differs from the undisturbed run" >&2; return 1; }
  [ "$(ls "$1/out")" = "$(printf 'latest\nv1')" ] || { ls -A "$1/out" >&2; echo "$1: not just one version" >&2; return 1; }
  leftovers=$(find "$1" -name '.tmp-*' -o -name '*.tmp')
  [ -z "$leftovers" ] || { echo "left behind: $leftovers" >&2; return 1; }
}

run "$scratch/reference" >/dev/null
content "$scratch/reference" >"$scratch/reference.content"
