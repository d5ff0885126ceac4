#!/bin/bash
# Runs the linux-arm64 build under qemu and compares it with linux-x64: ids and text, which must be the same, and exit codes. The managed backend's bits are not: its kernels sum
# in another order where vectors have other lengths. Says what is missing where it is not installed; --install installs it (Debian, as root).
# Prints one line per check; exit code 1 if one fails.
#
#   tests/platforms/arm64.sh [--install] [--short] [work directory]
cd "$(dirname "$0")/../.."
. tests/platforms/checks.sh

if [ "${1:-}" = --install ]; then
    shift
    dpkg --add-architecture arm64 && apt-get update -qq && apt-get install -y -qq jq qemu-user libc6:arm64 libstdc++6:arm64 || exit 2
fi
qemu=${QEMU:-qemu-aarch64}
command -v jq >/dev/null && command -v "$qemu" >/dev/null && [ -e /lib/ld-linux-aarch64.so.1 ] && [ -e /usr/lib/aarch64-linux-gnu/libstdc++.so.6 ] ||
    { echo "needs jq, qemu-user, libc6:arm64 and libstdc++6:arm64: tests/platforms/arm64.sh --install" >&2; exit 2; }
publish=(-p:EngineNativeSource=npm-cpu)   # LLamaSharp's library for arm64 needs glibc 2.38, newer than Debian 12's
prepare linux-arm64 "$@"

bits='del(.logits, .embeddings)'
theirs() { timeout 300 "$qemu" "$work/linux-arm64/Engine.Cli" "$@"; }

if [ -n "$short" ]; then short_checks; else all_checks; fi
summary
