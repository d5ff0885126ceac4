#!/bin/bash
# Runs the win-x64 build under Wine and compares it with linux-x64: what is printed byte for byte, ids, text, the managed backend's bits, and exit codes.
# Needs Debian's wine64 (8.0 or later; WINE names another) and jq, and for Ctrl-C `script`; models beside the repository are taken where they are. Every run is a
# process of its own, because Wine's thread suspension does not bear a whole test run. Prints one line per check; exit code 1 if one fails.
#
#   tests/platforms/windows.sh [--short] [work directory]
cd "$(dirname "$0")/../.."
. tests/platforms/checks.sh

wine=${WINE:-/usr/lib/wine/wine64}
command -v jq >/dev/null && [ -x "$wine" ] || { echo "needs jq and Wine: apt-get install jq wine64" >&2; exit 2; }
prepare win-x64 "$@"
export WINEDEBUG=-all WINEPREFIX="$work/wine"
"$wine" wineboot --init >/dev/null 2>&1

bits=.
switches=DOTNET_EnableAVX512=0   # Wine 8 saves no registers of AVX-512, so .NET leaves those instructions out
theirs() { timeout 300 "$wine" "$work/win-x64/Engine.Cli.exe" "$@"; }

# Wine shows the whole file system as drive Z.
drive() { printf 'Z:%s' "$(realpath "$1")" | tr / '\\'; }

greedy=(-n 12 --temperature 0)
# path PATH BACKEND: a model and an adapter by a path as Windows writes it give what they give by their own
path() {
    theirs generate "$text" -m "$1" "${greedy[@]}" --backend "$2" >"$work/theirs.out" || return 1
    ours generate "$text" "${greedy[@]}" --backend "$2" >"$work/ours.out" && diff "$work/theirs.out" "$work/ours.out"
}
adapter() {
    theirs generate "$text" --lora "$(drive "$pirate")=0.5" "${greedy[@]}" --backend "$1" >"$work/theirs.out" || return 1
    ours generate "$text" --lora "$pirate=0.5" "${greedy[@]}" --backend "$1" >"$work/ours.out" && diff "$work/theirs.out" "$work/ours.out"
}
chinese_path() { mkdir -p "$work/模型" && cp "$demo" "$work/模型/小.gguf" && same "" generate "$text" -m "$work/模型/小.gguf" "${greedy[@]}" --backend "$1"; }
quantizes() { theirs quantize "$(drive "$demo")" "$1" --type Q8_0 && ours quantize "$demo" "$work/ours.gguf" --type Q8_0 && cmp "$2" "$work/ours.gguf"; }

# refused CODE WORDS ARGUMENTS...: one sentence with these words
refused() { theirs "${@:3}" >"$work/out" 2>"$work/err"; [ $? = "$1" ] && [ "$(wc -l <"$work/err")" = 1 ] && grep "$2" "$work/err"; }

# A model that runs may be read by others, and not be replaced under it.
in_use() {
    rm -f "$work/fifo" && mkfifo "$work/fifo" && cp "$demo" "$work/used.gguf"
    theirs chat -m "$work/used.gguf" "${greedy[@]}" --backend managed <"$work/fifo" >"$work/chat.out" & local chat=$!
    exec 7>"$work/fifo"
    echo "Hello" >&7
    for _ in $(seq 100); do [ -s "$work/chat.out" ] && break; sleep 0.1; done
    theirs generate Once -m "$work/used.gguf" "${greedy[@]}" && refused 2 'used.gguf cannot be replaced' quantize "$demo" "$work/used.gguf" --type Q8_0
    local status=$?
    echo "Hello" >&7
    exec 7>&-
    wait $chat && [ $status = 0 ] && cmp "$demo" "$work/used.gguf" && ! ls "$work"/used.gguf.*
}

# A file that another program has for itself.
held() {
    rm -f "$work/fifo" && mkfifo "$work/fifo" && cp "$demo" "$work/held.gguf"
    "$wine" "$work/console/windows-console.exe" hold "$work/held.gguf" <"$work/fifo" >"$work/hold.out" & local holder=$!
    exec 7>"$work/fifo"
    for _ in $(seq 100); do [ -s "$work/hold.out" ] && break; sleep 0.1; done
    refused 3 'held.gguf' generate Once -m "$work/held.gguf"
    local status=$?
    exec 7>&-
    wait $holder
    return $status
}

# The console that Ctrl-C needs is one of `script`.
interrupted() {
    local command="$wine $work/console/windows-console.exe interrupt C $work/win-x64/Engine.Cli.exe $*"
    timeout 120 script -qec "$command" /dev/null </dev/null >"$work/interrupt.out"
    cat "$work/interrupt.out" && grep "pressed: True, .* exit code 130" "$work/interrupt.out"
}

demo=$work/linux-x64/Demo/pocket-f16.gguf
if [ -n "$short" ]; then
    short_checks
    check "a path with a drive" path "$(drive "$demo")" managed
else
    all_checks
    for backend in managed llama.cpp; do
        check "a path in Chinese on $backend" chinese_path "$backend"
        check "a path with a drive on $backend" path "$(drive "$demo")" "$backend"
        check "a path with backslashes on $backend" path "$(realpath --relative-to=. "$demo" | tr / '\\')" "$backend"
        check "a path that begins with \\\\?\\ on $backend" path "\\\\?\\$(drive "$demo")" "$backend"
        check "an adapter with a drive and a scale on $backend" adapter "$backend"
    done
    check "quantize to a path with a drive" quantizes "$(drive "$work")\\drive.gguf" "$work/drive.gguf"
    check "quantize to a path that begins with \\\\?\\" quantizes "\\\\?\\$(drive "$work")\\long.gguf" "$work/long.gguf"
    check "a model in use is read and not replaced" in_use
    dotnet publish tests/platforms/windows-console.cs -c Release -r win-x64 --self-contained -o "$work/console" >"$work/publish.log" 2>&1 || { tail "$work/publish.log" >&2; exit 1; }
    check "a model that another program keeps for itself" held
    if command -v script >/dev/null; then
        check "Ctrl-C while it generates" interrupted generate Once --temperature 0 --max-tokens 400 --threads 1 --backend reference
    else
        skip "Ctrl-C: there is no script(1), whose console it needs"
    fi
    llamasharp=$(ls -d "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/llamasharp.backend.cpu/*/LLamaSharpRuntimes/win-x64/native/avx2 2>/dev/null | tail -1)
    if [ -n "$llamasharp" ]; then
        ENGINE_LLAMA_DIRECTORY=$llamasharp check "verify with LLamaSharp's libraries" theirs verify
        ENGINE_LLAMA_DIRECTORY=$llamasharp check "generate with LLamaSharp's libraries" theirs generate "$text" "${greedy[@]}" --backend llama.cpp
    else
        skip "LLamaSharp's libraries are not in the package cache"
    fi
fi
summary
