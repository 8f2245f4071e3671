#!/usr/bin/env bash
# The compiled core built with AddressSanitizer and UndefinedBehaviorSanitizer, and the tests that touch it.
#   scripts/sanitized.sh [TESTS …]
set -euo pipefail
cd "$(dirname "$0")/.."
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
gcc -shared -fPIC -g -O1 -ffp-contract=off -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
  -I "$(python -c 'import sysconfig; print(sysconfig.get_path("include"))')" -I native native/*.c \
  -o "$room/leadcli_native$(python -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')"
export PYTHONPATH="$room:$PWD${PYTHONPATH:+:$PYTHONPATH}"
# The interpreter itself keeps what it allocates to the end; its own pools hide what is freed too early.
export PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
preload=$(gcc -print-file-name=libasan.so)
LD_PRELOAD="$preload" python -c "import leadcli_native, leadcli.native; assert leadcli.native.core is leadcli_native, leadcli_native.__file__
assert leadcli_native.__file__.startswith('$room')"
LD_PRELOAD="$preload" python -m pytest -n 0 -p no:cacheprovider "${@:-tests/test_native.py}" \
  $([ $# -gt 0 ] || echo tests/test_blocking.py tests/test_index.py tests/test_matching.py)
