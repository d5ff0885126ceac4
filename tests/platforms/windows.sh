#!/bin/bash
# Runs the win-x64 build under Wine and compares it with linux-x64: what is printed byte for byte, ids, text, the managed backend's bits, and exit codes.
# Needs Debian's wine64 (8.0 or later; WINE names another) and jq; models beside the repository are taken where they are. Every run is a process of its own, because
# Wine's thread suspension does not bear a whole test run. Prints one line per check; exit code 1 if one fails.
#
#   tests/platforms/windows.sh [work directory]
set -uo pipefail
cd "$(dirname "$0")/../.."

wine=${WINE:-/usr/lib/wine/wine64}
command -v jq >/dev/null && [ -x "$wine" ] || { echo "needs jq and Wine: apt-get install jq wine64" >&2; exit 2; }
work=${1:-$(mktemp -d)}
mkdir -p "$work" && work=$(realpath "$work")
export WINEDEBUG=-all WINEPREFIX="$work/wine"
text='你好，Straße 😀'
failed=0

for rid in win-x64 linux-x64; do
    dotnet publish src/Engine.Cli -c Release -r "$rid" --self-contained -o "$work/$rid" >"$work/publish.log" || { tail "$work/publish.log" >&2; exit 2; }
done
"$wine" wineboot --init >/dev/null 2>&1

windows() { timeout 300 "$wine" "$work/win-x64/Engine.Cli.exe" "$@"; }
# Wine 8 saves no registers of AVX-512, so .NET leaves those instructions out; the managed backend's bits are compared with the same ones.
linux() { DOTNET_EnableAVX512=0 timeout 300 "$work/linux-x64/Engine.Cli" "$@"; }

# check NAME COMMAND...: passes if the command does
check() { if "${@:2}" >"$work/check.log" 2>&1; then echo "pass  $1"; else echo "FAIL  $1"; tail -20 "$work/check.log"; failed=1; fi; }

# exits CODE ARGUMENTS...: both end with it
exits() { windows "${@:2}" </dev/null; [ $? = "$1" ] || return 1; linux "${@:2}" </dev/null; [ $? = "$1" ]; }

# same FILTER ARGUMENTS...: both succeed and print the same bytes, of JSON what the filter selects; standard input is $input, and lines end in \n
input=
same() {
    printf '%s' "$input" | windows "${@:2}" >"$work/windows.out" || return 1
    printf '%s' "$input" | linux "${@:2}" >"$work/linux.out" || return 1
    ! grep -q $'\r' "$work/windows.out" || { echo "lines end in CR LF"; return 1; }
    if [ -n "$1" ]; then for side in windows linux; do jq "$1" "$work/$side.out" >"$work/$side.json" && mv "$work/$side.json" "$work/$side.out" || return 1; done; fi
    [ -s "$work/windows.out" ] && diff "$work/windows.out" "$work/linux.out"
}

doctor() { windows doctor >"$work/doctor.out" && grep "Usable .* yes" "$work/doctor.out" && ! grep -q $'\r\|\e' "$work/doctor.out"; }
chinese_path() { mkdir -p "$work/模型" && cp "$work/linux-x64/Demo/pocket-f16.gguf" "$work/模型/小.gguf" && same "" generate "$text" -m "$work/模型/小.gguf" -n 12 --temperature 0 --backend "$1"; }

check "doctor: llama.cpp is usable, UTF-8, no CR, no escapes" doctor
check "tokenize" same . tokenize "$text" --json
check "tokenize as text" same "" tokenize "$text"
input=$text check "tokenize from a pipe" same . tokenize --json
check "inspect" same 'del(.path)' inspect --json
check "detokenize" same "" detokenize --ids "$(linux tokenize "$text" 2>/dev/null | tail -1)"
for backend in managed llama.cpp reference; do
    check "generate on $backend" same "" generate "$text" -n 12 --temperature 0 --backend "$backend"
    check "generate with LoRA on $backend" same "" generate "$text" --lora tests/Engine.Tests/Data/models/pocket-pirate-lora.gguf -n 12 --temperature 0 --backend "$backend"
    input=$text$'\r\nHello\n' check "chat on $backend, lines in CR LF" same "" chat -n 12 --temperature 0 --backend "$backend"
done
check "logits on managed, every bit" same . logits "$text" --json --backend managed
for backend in managed llama.cpp; do check "a path in Chinese on $backend" chinese_path "$backend"; done
check "verify: every backend against the reference" windows verify
check "exit code of a flag that is not there" exits 2 generate --bogus
check "exit code of a file that is not there" exits 2 inspect 'nowhere/模型.gguf'
check "exit code of a file that is no model" exits 2 inspect README.md
check "exit code of a bad number" exits 2 generate hi --temperature 0,7

for model in ../shared/models/stories260K.gguf ../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf; do
    [ -f "$model" ] || { echo "skip  $(basename "$model") is not there"; continue; }
    for backend in managed llama.cpp; do
        check "generate on $backend, $(basename "$model")" same "" generate "$text" -m "$model" -n 12 --temperature 0 --backend "$backend"
    done
done
model=../shared/models/minilm-sentiment-q8_0.gguf
if [ -f "$model" ]; then
    check "embed on managed, every bit" same . embed "$text" -m ../shared/models/all-MiniLM-L6-v2-f16.gguf --backend managed --json
    check "classify on managed, every bit" same . classify "I love it" -m "$model" --backend managed --json
    check "classify on llama.cpp" same '.results[].label' classify "I love it" -m "$model" --backend llama.cpp --json
fi
exit $failed
