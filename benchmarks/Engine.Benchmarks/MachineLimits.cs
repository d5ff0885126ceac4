using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using Engine.Kernels.Memory;

namespace Engine.Benchmarks;

/// <summary>What this machine can do at most: bytes read per second from memory and from cache, single-precision operations per second.</summary>
/// <remarks>Usage: <c>limits [--threads 1,2] [--json]</c>. Each figure is the best of some short runs; a neighbour can only lower one.</remarks>
internal static class MachineLimits
{
    private const long MemoryBytes = 1L << 30;    // far beyond any cache
    private const int CacheBytes = 16 << 10;      // half of a first-level cache
    private const int ChunkBytes = 64 << 20;
    private const int Runs = 5;
    private const int FmaSteps = 20_000_000;
    private const int FmaAccumulators = 10;       // two per cycle, four cycles until the sum is there: eight, and some slack

    /// <summary>Runs the verb.</summary>
    public static int Run(string[] args)
    {
        int[] threads = [.. (CommandLine.Value(args, "--threads") ?? $"1,{Environment.ProcessorCount}").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Distinct()];
        var rows = new JsonArray();
        foreach (int count in threads)
        {
            var limits = Measure(count);
            rows.Add(new JsonObject
            {
                ["threads"] = count,
                ["dram_read_gbs"] = Math.Round(limits.DramBytes / 1e9, 2),
                ["cache_read_gbs"] = Math.Round(limits.CacheBytes / 1e9, 2),
                ["fma_gflops"] = Math.Round(limits.Operations / 1e9, 1),
            });
            if (!args.Contains("--json"))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{count} threads: {limits.DramBytes / 1e9:F1} GB/s from memory, {limits.CacheBytes / 1e9:F1} GB/s from cache, {limits.Operations / 1e9:F0} GFLOP/s"));
        }
        if (args.Contains("--json")) Console.WriteLine(new JsonObject { ["machine"] = Machine.Describe(), ["limits"] = rows });
        return 0;
    }

    /// <summary>Measures all three with <paramref name="threads"/> threads at once.</summary>
    public static Limits Measure(int threads) => new(DramRead(threads, Runs).Max(), CacheRead(threads), Fma(threads));

    /// <summary>Bytes per second that <paramref name="threads"/> threads read from memory together, in each of so many runs of a gigabyte.</summary>
    public static double[] DramRead(int threads, int runs)
    {
        var buffers = Enumerable.Range(0, threads).Select(_ => new NativeBuffer<byte>((nint)(MemoryBytes / threads))).ToArray();
        try
        {
            // Memory that nobody has written to is one page of zeros, again and again.
            foreach (var buffer in buffers)
                foreach (var (at, length) in Chunks(buffer)) buffer.Span(at, length).Fill(1);
            return
            [
                .. Rates(threads, runs, thread =>
                {
                    long sum = 0;
                    foreach (var (at, length) in Chunks(buffers[thread])) sum += Read(buffers[thread].Span(at, length));
                    s_sink = sum;
                }).Select(rate => rate * MemoryBytes),
            ];
        }
        finally
        {
            foreach (var buffer in buffers) buffer.Dispose();
        }
    }

    private static IEnumerable<(nint At, int Length)> Chunks(NativeBuffer<byte> buffer)
    {
        for (nint at = 0; at < buffer.Length; at += ChunkBytes) yield return (at, (int)Math.Min(ChunkBytes, buffer.Length - at));
    }

    private static double CacheRead(int threads)
    {
        const int times = 100_000;
        return Rates(threads, Runs, thread =>
        {
            using var buffer = new NativeBuffer<byte>(CacheBytes);
            long sum = 0;
            for (int i = 0; i < times; i++) sum += Read(buffer.Span(CacheBytes));
            s_sink = sum;
        }).Max() * threads * times * CacheBytes;
    }

    private static double Fma(int threads)
    {
        int lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        return Rates(threads, Runs, _ => s_sink = (long)(Vector512.IsHardwareAccelerated ? Fma512() : Fma256())).Max() * threads * FmaSteps * FmaAccumulators * lanes * 2;
    }

    private static long s_sink;   // results go here, so that computing them cannot be left out

    /// <summary>How many times per second all threads at the same time could do <paramref name="work"/>, in each of some runs.</summary>
    private static double[] Rates(int threads, int runs, Action<int> work)
    {
        double[] rates = new double[runs];
        for (int run = -1; run < runs; run++)   // the first makes pages and machine code
        {
            using var start = new Barrier(threads + 1);
            var members = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
            {
                start.SignalAndWait();
                work(thread);
            })).ToArray();
            foreach (var member in members) member.Start();
            start.SignalAndWait();
            long begin = Stopwatch.GetTimestamp();
            foreach (var member in members) member.Join();
            if (run >= 0) rates[run] = 1 / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        return rates;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Read(ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        Vector512<long> a = default, b = default, c = default, d = default;
        for (nuint at = 0; at < (nuint)bytes.Length; at += 256)   // four cache lines; buffers are multiples of that
        {
            a ^= Vector512.LoadUnsafe(ref start, at).AsInt64();
            b ^= Vector512.LoadUnsafe(ref start, at + 64).AsInt64();
            c ^= Vector512.LoadUnsafe(ref start, at + 128).AsInt64();
            d ^= Vector512.LoadUnsafe(ref start, at + 192).AsInt64();
        }
        return Vector512.Sum(a ^ b ^ c ^ d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fma512()
    {
        var x = Vector512.Create(0.999f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
        for (int step = 0; step < FmaSteps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x);
            j = Vector512.FusedMultiplyAdd(j, x, x);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fma256()
    {
        var x = Vector256.Create(0.999f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
        for (int step = 0; step < FmaSteps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, x);
            b = Vector256.FusedMultiplyAdd(b, x, x);
            c = Vector256.FusedMultiplyAdd(c, x, x);
            d = Vector256.FusedMultiplyAdd(d, x, x);
            e = Vector256.FusedMultiplyAdd(e, x, x);
            f = Vector256.FusedMultiplyAdd(f, x, x);
            g = Vector256.FusedMultiplyAdd(g, x, x);
            h = Vector256.FusedMultiplyAdd(h, x, x);
            i = Vector256.FusedMultiplyAdd(i, x, x);
            j = Vector256.FusedMultiplyAdd(j, x, x);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}

/// <summary>The most a machine can do in a second.</summary>
/// <param name="DramBytes">Bytes read from memory.</param>
/// <param name="CacheBytes">Bytes read from the first-level caches.</param>
/// <param name="Operations">Single-precision operations, a multiplication and addition being two.</param>
internal sealed record Limits(double DramBytes, double CacheBytes, double Operations);
