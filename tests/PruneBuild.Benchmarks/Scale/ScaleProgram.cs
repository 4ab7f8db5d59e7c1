using System.Globalization;
using System.Text.RegularExpressions;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Benchmarks.Scale;

/// <summary>How inference grows with the model: a table of processor time (best of five) and memory over models of
/// 1,000 to 64,000 nodes.</summary>
internal static partial class ScaleProgram
{
    private const int Rounds = 5;
    private static readonly (int Nodes, int Layers)[] Sizes = [(1_000, 3), (4_000, 10), (16_000, 39), (20_000, 48), (64_000, 154)];

    /// <summary>Prints the table; 1 when the model of 48 layers and 20,000 nodes takes more than a second or 300 MB.</summary>
    public static int Run()
    {
        var failed = false;
        Console.WriteLine("| nodes | layers | groups | processor, ms | µs per node | live, MB | allocated, MB |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        _ = Measure(Sizes[0]);
        foreach (var size in Sizes)
        {
            var row = Measure(size);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Nodes} | {size.Layers} | {row.Groups} | {row.Milliseconds:0} | {1000 * row.Milliseconds / row.Nodes:0.0} | "
                + $"{row.LiveMegabytes:0} | {row.AllocatedMegabytes:0} |"));
            failed |= size.Layers == 48 && (row.Milliseconds > 1000 || row.LiveMegabytes > 300);
        }

        return failed ? 1 : 0;
    }

    private static Row Measure((int Nodes, int Layers) size)
    {
        var model = ScaleModel.Build(size.Nodes, size.Layers);
        var facts = Facts(model);
        var times = new List<double>();
        var (live, allocated, groups) = (0L, 0L, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, start) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes(precise: true));
            var cpu = Environment.CpuUsage.TotalTime;
            var structure = DimensionInference.Infer(model, facts);
            times.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - start;
            live = Math.Max(live, GC.GetTotalMemory(forceFullCollection: false) - before);
            groups = structure.Groups.Count;
        }

        times.Sort();
        return new Row(model.Graph.Node.Count, groups, times[0], live / 1e6, allocated / 1e6);
    }

    /// <summary>All layers are alike: what a run shows of the first holds for every other.</summary>
    private static ShapeFacts Facts(OnnxModel model)
    {
        var probe = SampleInputs.Probe(ScaleModel.Build(nodes: 1, layers: 1), Device.Cpu);
        if (!probe.IsOk)
            throw new InvalidOperationException(probe.Diagnostics[0].Message);
        var values = model.Graph.Node.SelectMany(node => node.Output).Concat(model.Graph.Initializer.Select(tensor => tensor.Name))
            .Concat(model.Graph.Input.Select(input => input.Name));
        return new ShapeFacts(values.ToDictionary(value => value, value => probe.Value.Facts.Find(OfFirst(value))!));
    }

    private static string OfFirst(string value) => LayerNumber().Replace(value, "$1.0");

    [GeneratedRegex("(layer|branch)\\.[0-9]+")]
    private static partial Regex LayerNumber();

    private sealed record Row(int Nodes, int Groups, double Milliseconds, double LiveMegabytes, double AllocatedMegabytes);
}
