using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class CopiedSizesTests
{
    [TestMethod]
    public void SizesThatAreReadFromAnotherValueAreCopied()
    {
        var settled = Settle(Heads());

        Assert.AreEqual("0,0,2,3", Target(settled));
        Assert.DoesNotContain("Shape", settled.Graph.Node.Select(node => node.OpType), "what computed the sizes is gone");
        Same(Heads(), settled);
    }

    [TestMethod]
    public void ASizeOfAnotherAxisIsInferred()
    {
        // With its first two axes exchanged, the value has the sizes where they are asked for.
        var model = Start().Node("Concat", ["length", "batch", "six"], ["sizes"], ("axis", 0))
            .Node("Transpose", ["x"], ["turned"], ("perm", new long[] { 1, 0, 2 }))
            .Node("Reshape", ["turned", "sizes"], ["y"]).Output("y").Build();
        Assert.AreEqual("0,0,6", Target(Settle(model)));

        var swapped = Start().Node("Concat", ["length", "batch", "six"], ["sizes"], ("axis", 0))
            .Node("Reshape", ["x", "sizes"], ["y"]).Output("y").Build();
        Assert.IsNull(Target(Settle(swapped)), "two sizes would have to be inferred");

        var flat = Start().Node("Concat", ["batch", "length", "six"], ["sizes"], ("axis", 0)).Integers("flat", -1, 6)
            .Node("Reshape", ["x", "flat"], ["r"])
            .Node("Reshape", ["r", "sizes"], ["y"]).Output("y").Build();
        Assert.IsNull(Target(Settle(flat)), "neither size is an axis of the rows");
    }

    [TestMethod]
    public void APartOfTheSizesIsFollowed()
    {
        var model = Start().Integers("zero", 0).Integers("two", 2).Integers("rest", 2, 3).Node("Slice", ["shape", "zero", "two"], ["front"])
            .Node("Concat", ["front", "rest"], ["sizes"], ("axis", 0)).Node("Reshape", ["x", "sizes"], ["y"]).Output("y").Build();

        var settled = Settle(model);

        Assert.AreEqual("0,0,2,3", Target(settled));
        Same(model, settled);
    }

    [TestMethod]
    public void WhatIsComputedWithStaysAsItIs()
    {
        var model = Start().Node("Mul", ["batch", "length"], ["rows"]).Node("Concat", ["rows", "six"], ["sizes"], ("axis", 0))
            .Node("Reshape", ["x", "sizes"], ["y"]).Output("y").Build();

        Assert.AreSame(model, Settle(model));
    }

    /// <summary>x[batch, length, 6] and its sizes.</summary>
    private static ModelBuilder Start() => new ModelBuilder(opset: 18).Input("x", ElementType.Float, "batch", "length", 6)
        .Integers("first", 0).Integers("second", 1).Integers("six", 6).Node("Shape", ["x"], ["shape"])
        .Node("Gather", ["shape", "first"], ["batch"]).Node("Gather", ["shape", "second"], ["length"]);

    private static OnnxModel Heads() =>
        Start().Weight("w", 1, 6, 6).Integers("heads", 2, 3).Scalar("zeroth", 0L).Scalar("other", 1L).Integers("axis", 0)
            .Node("Gather", ["shape", "zeroth"], ["b"]).Node("Unsqueeze", ["b", "axis"], ["bs"]).Node("Gather", ["shape", "other"], ["l"])
            .Node("Unsqueeze", ["l", "axis"], ["ls"])
            .Node("MatMul", ["x", "w"], ["h"]).Node("Concat", ["bs", "ls", "heads"], ["sizes"], ("axis", 0))
            .Node("Reshape", ["h", "sizes"], ["y"]).Output("y").Build();

    private static OnnxModel Settle(OnnxModel model) =>
        CopiedSizes.Settle(model, [.. new[] { Sample(2, 7), Sample(9, 29) }.Select(sample => Probe.Run(model, sample, Device.Cpu).Value!)]);

    private static string? Target(OnnxModel model)
    {
        var sizes = model.Graph.Node.Single(node => node.Output.Contains("y")).Input[1];
        return model.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == sizes) is { } constant
            ? string.Join(',', model.Read(constant).ToInt64s())
            : null;
    }

    private static void Same(OnnxModel first, OnnxModel second)
    {
        using var before = TestModels.Open(first);
        using var after = TestModels.Open(second);
        var sample = Sample(3, 5);
        Assert.AreEqual(before.Run(sample)["y"].Shape, after.Run(sample)["y"].Shape);
        CollectionAssert.AreEqual(before.Run(sample)["y"].ToFloats(), after.Run(sample)["y"].ToFloats());
    }

    private static Dictionary<string, Tensor> Sample(int batch, int length) => new() { ["x"] = TestModels.Values(1, batch, length, 6) };
}
