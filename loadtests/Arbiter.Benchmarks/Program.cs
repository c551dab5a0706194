using Arbiter.Benchmarks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

if (args is ["first-use"])
{
    FirstUse.Report();
    return;
}

// In this process: what is measured allocates little and needs no runtime of its own, and nothing has to be built on the side.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .WithOptions(ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(ClaimIdentifiers).Assembly).Run(args, config);
