#!/usr/bin/env bash
# Checks llama.cpp's CUDA libraries on a machine with an NVIDIA GPU, and prints one line per check.
#
# Needs: the .NET 10 SDK, npm, an NVIDIA driver, and the CUDA 13 runtime where the loader finds it (libcudart.so.13, libcublas.so.13;
# LD_LIBRARY_PATH will do). Usage: native/check-gpu.sh [MODEL.gguf]; without a model the bundled one is used.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
model=("$@")
failed=0

say() { printf '%-8s %s\n' "$1" "$2"; }
check() { # NAME COMMAND...: runs the command, keeps its output in $out/NAME
    local name=$1; shift
    if "$@" >"$out/$name" 2>"$out/$name.err"; then say ok "$name"; else
        say FAILED "$name"; sed 's/^/         /' "$out/$name" "$out/$name.err" | tail -20; failed=1
    fi
}
engine() { dotnet src/Engine.Cli/bin/Release/net10.0/Engine.Cli.dll "$@"; }
json() { node -e 'const [file, expression] = process.argv.slice(1); const it = JSON.parse(require("fs").readFileSync(file)); const value = eval(expression); console.log(value); process.exit(value ? 0 : 1)' "$@"; }

echo "GPU: $(nvidia-smi --query-gpu=name,driver_version,memory.total,compute_cap --format=csv,noheader 2>/dev/null || echo 'nvidia-smi does not answer')"
for library in libcuda.so.1 libcudart.so.13 libcublas.so.13; do
    # The loader's own search, not a guess from an environment variable.
    if ldconfig -p | grep -q "$library" || find ${LD_LIBRARY_PATH//:/ } -maxdepth 1 -name "$library" 2>/dev/null | grep -q .; then
        say found "$library"
    else
        say MISSING "$library"
    fi
done

check build dotnet build src/Engine.Cli -c Release -p:EngineNativeSource=npm-cuda
check doctor engine doctor --json
check device json "$out/doctor" 'it.devices.filter(d => d.kind === "GPU").map(d => d.name + ": " + d.description).join(", ")'
check no-excuse json "$out/doctor" 'it.why_no_gpu === null'
check generate engine generate "Once upon a time" --backend llama.cpp --gpu require --temperature 0 --max-tokens 64 --json ${model[@]+--model "${model[@]}"}
check on-gpu json "$out/generate" '/GPU|CUDA/.test(it.device) && it.device'
check verify engine verify "${model[@]}" --json
check bench engine bench "${model[@]}" --backend llama.cpp -p 512 -n 128 --json

for name in device on-gpu; do [ -s "$out/$name" ] && say "" "$name: $(head -1 "$out/$name")"; done
[ -s "$out/bench" ] && json "$out/bench" 'it.map(r => `${r.backend} pp ${r.n_prompt} tg ${r.n_gen}: ${r.avg_ts.toFixed(1)} +- ${r.stddev_ts.toFixed(1)} tok/s`).join("\n")'
[ "$failed" -eq 0 ] && echo "every check passed" || echo "some checks failed"
exit "$failed"
