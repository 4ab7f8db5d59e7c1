using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Recovery;

[TestClass]
public sealed class BatchStatisticsTests
{
    private const int Channels = 3;

    private static readonly ChannelValue[] Values = [new("h", 4, 1)];

    private static readonly OnnxModel Model = new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 3, 3)
        .Weight("w", 1, Channels, 2, 2, 2)
        .Node("Conv", ["x", "w"], ["h"]).Node("Identity", ["h"], ["y"]).Output("y").Build();

    private static readonly Tensor X = Tensor.Of(SeededValues.Floats(2, 5 * 2 * 3 * 3), 5, 2, 3, 3);

    [TestMethod]
    public void ChannelsAreTold()
    {
        var outputs = Run(BatchStatistics.Observed(Model, Values), new() { ["x"] = X });
        var expected = ChannelStatistics.Of([(outputs["y"], Tensor.Of([1f], 1))], 1);
        var (means, variances) = (outputs[BatchStatistics.Mean("h")], outputs[BatchStatistics.Variance("h")]);
        Assert.AreEqual<ValueList<long>>([1, Channels, 1, 1], means.Shape);
        for (var channel = 0; channel < Channels; channel++)
        {
            Assert.AreEqual(expected.Means[channel], means.ToFloats()[channel], 1e-5);
            Assert.AreEqual(expected.Deviations[channel], Math.Sqrt(variances.ToFloats()[channel]), 1e-5);
        }
    }

    [TestMethod]
    public void WhatReadsThemReadsTheMeanAndVarianceThatAreGiven()
    {
        var matched = Run(BatchStatistics.Matched(Model, Values), new()
        {
            ["x"] = X, [BatchStatistics.Mean("h")] = Tensor.Of([1f, -2, 0.5f], 1, Channels, 1, 1),
            [BatchStatistics.Variance("h")] = Tensor.Of([4f, 0.25f, 1], 1, Channels, 1, 1),
        });
        var found = ChannelStatistics.Of([(matched["y"], Tensor.Of([1f], 1))], 1);
        double[] means = [1, -2, 0.5], deviations = [2, 0.5, 1];
        for (var channel = 0; channel < Channels; channel++)
        {
            Assert.AreEqual(means[channel], found.Means[channel], 1e-4);
            Assert.AreEqual(deviations[channel], found.Deviations[channel], 1e-4);
        }
    }

    [TestMethod]
    public void ItsOwnStatisticsChangeNothing()
    {
        var told = Run(BatchStatistics.Observed(Model, Values), new() { ["x"] = X });
        var matched = Run(BatchStatistics.Matched(Model, Values), told.Where(pair => pair.Key != "y").Append(new("x", X)).ToDictionary());
        Assert.IsTrue(told["y"].ToFloats().Zip(matched["y"].ToFloats()).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5));
    }

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, Dictionary<string, Tensor> inputs)
    {
        using var session = ModelSession.Open(model, Device.Cpu).Value!;
        return session.Run(inputs);
    }
}
