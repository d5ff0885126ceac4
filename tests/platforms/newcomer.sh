#!/usr/bin/env bash
# A stranger's first five minutes, timed: an empty folder, an empty HOME, no npm on the PATH, and the packages of this checkout in a local feed (other packages
# come from where NuGet takes them by default). A console project adds two packages, ten lines ask a model for an answer under a schema, and the same is published
# with NativeAOT. Needs a C compiler for that (clang, else gcc). Prints a line for each step with its seconds; exit code 1 if one fails.
#
#   tests/platforms/newcomer.sh [MODEL.gguf]        without a model the bundled one answers, which is no great thinker
set -uo pipefail
cd "$(dirname "$0")/../.."

model=$(realpath "${1:-src/Engine.Cli/Demo/pocket-f16.gguf}")
dotnet=$(realpath "$(command -v dotnet)")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
feed=$work/artifacts
for project in Engine.Kernels Engine.Native Engine; do
    dotnet pack "src/$project" -o "$feed" -v q >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 2; }
done

# Every program of the system but npm and node.
mkdir -p "$work/bin" "$work/home" "$work/shop"
cp -rs /usr/bin/. "$work/bin/" && rm -f "$work"/bin/{npm,npx,node,nodejs,dotnet} && ln -s "$dotnet" "$work/bin/dotnet"
stranger() { (cd "$work/shop" && env -i HOME="$work/home" PATH="$work/bin" DOTNET_ROOT="$(dirname "$dotnet")" LANG=C.UTF-8 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 \
    ${SSL_CERT_FILE:+SSL_CERT_FILE="$SSL_CERT_FILE"} "$@"); }

began=$(date +%s%N)
seconds() { awk -v a="$1" -v b="$(date +%s%N)" 'BEGIN {printf "%6.1f s", (b - a) / 1e9}'; }
# step NAME COMMAND...: what the stranger types, and how long it took
step() {
    local start; start=$(date +%s%N)
    stranger "${@:2}" >"$work/out" 2>"$work/err" || { echo "FAIL  $1"; tail -20 "$work/out" "$work/err"; exit 1; }
    echo "$(seconds "$start")  $1"
}
# answer: the last step printed a person by the schema
answer() { grep -qE '^Person \{ Name = .*, Age = [0-9]+ \}$' "$work/out" || { echo "FAIL  no person came out:"; cat "$work/out" "$work/err"; exit 1; }; }

stranger sh -c '! command -v npm' >/dev/null || { echo "npm is still there" >&2; exit 2; }
step "dotnet new console" dotnet new console --output .
step "dotnet add package Engine" dotnet add package Engine --version "0.1.0" --source "$feed" --no-restore
step "dotnet add package LLamaSharp.Backend.Cpu" dotnet add package LLamaSharp.Backend.Cpu --version 0.30.0 --no-restore
cat >"$work/shop/nuget.config" <<XML
<configuration><packageSources><add key="feed" value="$feed" /></packageSources></configuration>
XML
cat >"$work/shop/Program.cs" <<'CS'
using System.Text.Json;
using System.Text.Json.Serialization;
using Engine;

using var model = Model.Load(args[0]);
var schema = Constraint.JsonSchema("""{"type":"object","properties":{"Name":{"type":"string","maxLength":20},"Age":{"type":"integer","minimum":0,"maximum":120}},"required":["Name","Age"]}""");
var answer = await model.CompleteAsync("Mia is 31 years old. As JSON:", new() { Constraint = schema, Temperature = 0 });
Console.WriteLine(JsonSerializer.Deserialize(answer.Text, Json.Default.Person));

record Person(string Name, int Age);
[JsonSerializable(typeof(Person))] partial class Json : JsonSerializerContext;
CS
step "dotnet run -c Release: restore, build, answer under a schema" dotnet run -c Release -- "$model"
answer
echo "$(seconds "$began")  from the empty folder to the answer"

compiler=()
[ -e "$work/bin/clang" ] || compiler=(-p:CppCompilerAndLinker=gcc -p:LinkerFlavor=)
step "dotnet publish with NativeAOT" dotnet publish -c Release -r linux-x64 -o aot -p:PublishAot=true -p:IlcInstructionSet=native "${compiler[@]}"
! grep -E 'warning|IL[23][0-9]{3}' "$work/out" || { echo "FAIL  NativeAOT warns"; exit 1; }
step "the same answer, compiled ahead" ./aot/shop "$model"
answer
cat "$work/out"
