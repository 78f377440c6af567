# Shared by the scripts beside it: where the programs are, and a scratch folder that goes away at the end.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
programs=${PROGRAMS:-$root/.build/debug}
toy=${TOY:-$programs/study-toy}
hazydepth=${HAZYDEPTH:-$programs/hazydepth}
for program in "$toy" "$hazydepth"; do
  [ -x "$program" ] || { echo "$program is missing: swift build --product $(basename "$program")" >&2; exit 69; }
done
export SWIFT_BACKTRACE=enable=no
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cases=0
# expect CODE WORDS COMMAND...: its exit code, and the words (an extended pattern) in what it says.
expect() {
  local code=0 expected=$1 words=$2
  shift 2
  "$@" >"$scratch/output" 2>"$scratch/errors" || code=$?
  [ "$code" = "$expected" ] || { cat "$scratch/errors" >&2; echo "exit $code, expected $expected: $*" >&2; exit 1; }
  grep -qE -e "$words" "$scratch/output" "$scratch/errors" ||
    { cat "$scratch/output" "$scratch/errors" >&2; echo "no '$words': $*" >&2; exit 1; }
  cases=$((cases + 1))
}
milliseconds() { date +%s%3N; }
