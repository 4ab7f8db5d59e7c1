using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PruneBuild.Benchmarks.Fuzz;
using PruneBuild.Benchmarks.Layers;
using PruneBuild.Benchmarks.Scale;
using PruneBuild.Benchmarks.Tables;

if (args is ["table", ..])
    return TableProgram.Run(args[1..]);
if (args is ["scale", ..])
    return ScaleProgram.Run();
if (args is ["layers", .. var features])
    return LayerProgram.Run([.. features.Select(text => int.Parse(text, CultureInfo.InvariantCulture))]);
if (args is ["fuzz", ..])
    return FuzzProgram.Run(args[1..]);

// In this process: the project that BenchmarkDotNet would generate inherits our build settings and does not restore under lock files.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
