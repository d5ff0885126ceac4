using BenchmarkDotNet.Running;
using Engine.Benchmarks;

if (args is ["paired", .. var rest]) return PairedRuns.Run(rest);
BenchmarkSwitcher.FromAssembly(typeof(PairedRuns).Assembly).Run(args);
return 0;
