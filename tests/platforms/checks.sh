# What the scripts beside this one share; sourced by them. Each has a function `theirs`, which runs the engine of the platform under test; here are `ours`, which runs that of
# linux-x64, and the checks that hold one against the other. Every run is a process of its own. Ends with the line `N passed, N failed, N skipped`.
#
#   prepare RID [--short] [WORK DIRECTORY]
set -uo pipefail

passed=0 failed=0 skipped=0 short=
publish=()   # flags of both builds
text='你好，Straße 😀'
input=   # what stands on standard input of the next check

# prepare RID ARGUMENTS: publishes both sides into $work; says what cannot be done and ends with 2.
prepare() {
    local rid=$1
    shift
    [ "${1:-}" != --short ] || { short=yes; shift; }
    work=${1:-$(mktemp -d)}
    mkdir -p "$work" && work=$(realpath "$work")
    for side in "$rid" linux-x64; do
        dotnet publish src/Engine.Cli -c Release -r "$side" --self-contained "${publish[@]}" -o "$work/$side" >"$work/publish.log" 2>&1 || { tail "$work/publish.log" >&2; exit 1; }
    done
}

# The bits of the managed backend are compared with the same instructions; $switches takes away what the other side has not.
switches=
ours() { env $switches timeout 300 "$work/linux-x64/Engine.Cli" "$@"; }

# check NAME COMMAND...: passes if the command does
check() {
    if "${@:2}" >"$work/check.log" 2>&1; then
        echo "pass  $1"
        passed=$((passed + 1))
    else
        echo "FAIL  $1"
        tail -20 "$work/check.log"
        failed=$((failed + 1))
    fi
}

skip() { echo "skip  $1"; skipped=$((skipped + 1)); }

# exits CODE ARGUMENTS...: both end with it, and say one sentence
exits() {
    for side in theirs ours; do
        "$side" "${@:2}" </dev/null >"$work/out" 2>"$work/err"
        [ $? = "$1" ] && [ "$(wc -l <"$work/err")" = 1 ] || { echo "$side:"; cat "$work/out" "$work/err"; return 1; }
    done
}

# same FILTER ARGUMENTS...: both succeed and print the same bytes, of JSON what the filter selects; standard input is $input, and lines end in \n
same() {   # what a model continues may hold a CR itself
    local side
    for side in theirs ours; do printf '%s' "$input" | "$side" "${@:2}" >"$work/$side.out" || return 1; done
    if [ -n "$1" ]; then for side in theirs ours; do jq "$1" "$work/$side.out" >"$work/$side.json" && mv "$work/$side.json" "$work/$side.out" || return 1; done; fi
    [ -s "$work/theirs.out" ] && diff "$work/theirs.out" "$work/ours.out"
}

doctor() { theirs doctor >"$work/doctor.out" && grep "Usable .* yes" "$work/doctor.out" && ! grep -q $'\r\|\e' "$work/doctor.out"; }

pirate=tests/Engine.Tests/Data/models/pocket-pirate-lora.gguf

# What proves most in little time.
short_checks() {
    check "doctor: llama.cpp is usable, UTF-8, no CR, no escapes" doctor
    check "tokenize" same . tokenize "$text" --json
    for backend in managed llama.cpp reference; do
        check "generate on $backend" same "" generate "$text" -n 12 --temperature 0 --backend "$backend"
    done
    input=$text$'\r\nHello\n' check "chat on managed, lines in CR LF" same "" chat -n 12 --temperature 0 --backend managed
    check "exit code of a file that is no model" exits 2 inspect README.md
}

# Everything. $bits selects what of an answer in JSON must be equal: all of it where the instructions are the same.
all_checks() {
    local backend model
    short_checks
    check "tokenize as text" same "" tokenize "$text"
    input=$text check "tokenize from a pipe" same . tokenize --json
    check "inspect" same 'del(.path)' inspect --json
    check "detokenize" same "" detokenize --ids "$(ours tokenize "$text" 2>/dev/null | tail -1)"
    printf 'Once upon\r\na time,\r\n%s\r\n' "$text" >"$work/lines.txt"
    check "tokenize a file with lines in CR LF" same . tokenize --file "$work/lines.txt" --json
    for backend in managed llama.cpp reference; do
        check "generate with LoRA on $backend" same "" generate "$text" --lora "$pirate" -n 12 --temperature 0 --backend "$backend"
        check "generate from a file with lines in CR LF on $backend" same "" generate --file "$work/lines.txt" -n 12 --temperature 0 --backend "$backend"
    done
    for backend in llama.cpp reference; do input=$text$'\r\nHello\n' check "chat on $backend, lines in CR LF" same "" chat -n 12 --temperature 0 --backend "$backend"; done
    check "logits on managed" same "$bits" logits "$text" --json --backend managed
    check "verify: every backend against the reference" theirs verify
    check "exit code of a flag that is not there" exits 2 generate --bogus
    check "exit code of a file that is not there" exits 2 inspect 'nowhere/模型.gguf'
    check "exit code of a bad number" exits 2 generate hi --temperature 0,7
    check "exit code of an adapter that is not there" exits 2 generate hi --lora nowhere.gguf
    for model in ../shared/models/stories260K.gguf ../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf; do
        [ -f "$model" ] || { skip "$(basename "$model") is not there"; continue; }
        for backend in managed llama.cpp; do
            check "generate on $backend, $(basename "$model")" same "" generate "$text" -m "$model" -n 12 --temperature 0 --backend "$backend"
        done
    done
    model=../shared/models/minilm-sentiment-q8_0.gguf
    if [ -f "$model" ]; then
        check "embed on managed" same "$bits" embed "$text" -m ../shared/models/all-MiniLM-L6-v2-f16.gguf --backend managed --json
        check "embed on llama.cpp" close embed "$text" -m ../shared/models/all-MiniLM-L6-v2-f16.gguf --backend llama.cpp --json
        check "classify on managed" same '.results[].label' classify "I love it" -m "$model" --backend managed --json
        check "classify on llama.cpp" same '.results[].label' classify "I love it" -m "$model" --backend llama.cpp --json
    else
        skip "$(basename "$model") is not there"
    fi
}

# close ARGUMENTS...: both make embeddings whose cosine is 1 to three digits; llama.cpp's bits depend on the processor
close() {
    theirs "$@" >"$work/theirs.out" && ours "$@" >"$work/ours.out" || return 1
    jq -n --slurpfile a "$work/theirs.out" --slurpfile b "$work/ours.out" \
        '[$a[0].embeddings[0], $b[0].embeddings[0]] | transpose | map(.[0] * .[1]) | add' | tee /dev/stderr | jq -e '. > 0.999' >/dev/null
}

summary() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
