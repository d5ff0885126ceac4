#!/usr/bin/env bash
# Publishes samples/Aot in every way and prints a table: size of what is shipped, milliseconds from the start of the process to the first byte of its answer (the
# median of ROUNDS processes, all ways taken in turns), and who ran the model. NativeAOT needs a C compiler: clang, else gcc.
#
#   tests/platforms/publishing.sh [MODEL.gguf [ROUNDS]]
set -uo pipefail
cd "$(dirname "$0")/../.."

model=${1:-src/Engine.Cli/Demo/pocket-f16.gguf} rounds=${2:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=$(command -v clang >/dev/null || echo "-p:CppCompilerAndLinker=gcc -p:LinkerFlavor=")
ahead="-p:PublishAot=true -p:IlcInstructionSet=native $compiler"
declare -A ways=(
    ["1 framework-dependent"]="-p:PublishAot=false --no-self-contained"
    ["2 framework-dependent, ReadyToRun"]="-p:PublishAot=false --no-self-contained -p:PublishReadyToRun=true"
    ["3 single file, trimmed, ReadyToRun"]="-p:PublishAot=false --self-contained -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true"
    ["4 NativeAOT, instructions of this machine"]="$ahead"
    ["5 NativeAOT, no instruction sets named"]="-p:PublishAot=true -p:IlcInstructionSet=x86-64-v2 $compiler"
)
mapfile -t names < <(printf '%s\n' "${!ways[@]}" | sort)
for name in "${names[@]}"; do
    dotnet publish samples/Aot -c Release -r linux-x64 -o "$work/${name%% *}" -p:DebugType=none -p:StripSymbols=true ${ways[$name]} >"$work/log" 2>&1 || { echo "FAIL  $name"; tail -5 "$work/log"; exit 1; }
    rm -f "$work/${name%% *}"/*.xml "$work/${name%% *}"/*.pdb "$work/${name%% *}"/*.dbg
done
for ((round = 0; round <= rounds; round++)); do
    for name in "${names[@]}"; do
        start=$(date +%s%N)
        end=$("$work/${name%% *}/Aot" "$model" 2>"$work/err" | { head -c 1 >/dev/null; date +%s%N; cat >/dev/null; })
        [ "$round" = 0 ] || echo $(((end - start) / 10000)) >>"$work/times${name%% *}"
        sed -n 's/.*token [0-9]* ms; \([A-Za-z]*\).*/\1/p' "$work/err" >"$work/who${name%% *}"
    done
done
echo "| published | MB | first token, ms | backend |"
echo "|--|--|--|--|"
for name in "${names[@]}"; do
    median=$(sort -n "$work/times${name%% *}" | awk '{a[NR] = $1} END {printf "%.0f", a[int((NR + 1) / 2)] / 100}')
    echo "| ${name#* } | $(du -sb "$work/${name%% *}" | awk '{printf "%.1f", $1 / 1e6}') | $median | $(cat "$work/who${name%% *}") |"
done
