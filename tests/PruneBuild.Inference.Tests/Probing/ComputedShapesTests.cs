using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class ComputedShapesTests
{
    [TestMethod]
    public void WhatAComputedReshapeHidesIsStatedByName()
    {
        var stated = State(Residual().Output("y").Build());
        var shapes = stated.Graph.ValueInfo.ToDictionary(info => info.Name, info => string.Join(
            ',', info.Type.TensorType.Shape.Dim.Select(dim => dim.DimParam.Length > 0 ? dim.DimParam : $"{dim.DimValue}")));
        Assert.AreEqual("batch,length,16", shapes["joined"]);
        Assert.AreEqual("batch,length,16", shapes["sum"]);
        Assert.IsFalse(shapes.ContainsKey("split"), "four heads may be the bound of something as far as two runs tell");
        Assert.IsFalse(shapes.ContainsKey("shape"), "integers are not stated");
    }

    [TestMethod]
    public void TheRuntimeThenFusesTheSumWithItsNormalisation()
    {
        using var folder = new TemporaryFolder();
        var model = Residual().Output("y").Build();
        CollectionAssert.Contains(Operators(model, folder), "LayerNormalization");
        var stated = State(model);
        CollectionAssert.Contains(Operators(stated, folder), "SkipLayerNormalization");
        using var before = TestModels.Open(model);
        using var after = TestModels.Open(stated);
        var sample = new Dictionary<string, Tensor> { ["x"] = TestModels.Values(5, 2, 9, 16) };
        Close.AreClose(before.Run(sample)["y"].ToFloats(), after.Run(sample)["y"].ToFloats(), 1e-5);
    }

    [TestMethod]
    public void ASizeThatIsBoundedIsNotTakenForFixedNorForTheLength()
    {
        // Nine rows at most: seven of seven, nine of twenty-nine.
        var model = Residual()
            .Scalar("nine", 9L).Integers("zero", 0).Integers("one", 1)
            .Node("Min", ["l", "nine"], ["few"]).Node("Unsqueeze", ["few", "zero"], ["fews"])
            .Node("Slice", ["y", "zero", "fews", "one"], ["z"]).Node("Relu", ["z"], ["out"])
            .Output("out").Build();
        var stated = State(model);
        Assert.IsTrue(stated.Graph.ValueInfo.Any(info => info.Name == "sum"));
        Assert.IsFalse(stated.Graph.ValueInfo.Any(info => info.Name == "z"));
    }

    [TestMethod]
    public void WhereASizeDependsOnDataNothingIsStated()
    {
        var byInput = Residual().Input("rows-wanted", ElementType.Int64, 1).Integers("zero", 0).Integers("one", 1)
            .Node("Slice", ["y", "zero", "rows-wanted", "one"], ["z"]).Output("z").Build();
        Assert.AreSame(byInput, State(byInput));
        var byValue = Residual().Node("NonZero", ["y"], ["z"]).Output("z").Build();
        Assert.AreSame(byValue, State(byValue));
    }

    [TestMethod]
    public void WithoutComputedShapesOrNamedSizesTheModelStaysAsItIs()
    {
        var plain = TestModels.TwoLayers();
        Assert.AreSame(plain, State(plain));
        var unnamed = Residual(batch: default, length: default).Output("y").Build();
        Assert.AreSame(unnamed, State(unnamed));
    }

    private static OnnxModel State(OnnxModel model) =>
        ComputedShapes.State(model, SampleInputs.Probe(model, Device.Cpu).Value!, new HashSet<string>(), Device.Cpu);

    private static ModelBuilder Residual() => Residual("batch", "length");

    /// <summary>
    /// x[batch, length, 16] and a row of a table for each position → e → LayerNormalization(e + Relu(heads of e·w joined again)), shaped as
    /// exporters of PyTorch do. How many positions there are is computed, and so hides all sizes behind.
    /// </summary>
    private static ModelBuilder Residual(Dim batch, Dim length) => new ModelBuilder()
        .Input("x", ElementType.Float, batch, length, 16)
        .Weight("w", 1, 16, 16).Weight("scale", 2, 16).Weight("bias", 3, 16)
        .Scalar("first", 0L).Scalar("second", 1L).Integers("axis", 0).Integers("heads", 4, 4).Integers("width", 16)
        .Weight("table", 4, 64, 16).Scalar("zeroth", 0L)
        .Node("Shape", ["x"], ["given"]).Node("Gather", ["given", "second"], ["count"])
        .Node("Range", ["zeroth", "count", "second"], ["positions"]).Node("Gather", ["table", "positions"], ["rows"])
        .Node("Add", ["x", "rows"], ["e"])
        .Node("MatMul", ["e", "w"], ["h"])
        .Node("Shape", ["e"], ["shape"])
        .Node("Gather", ["shape", "first"], ["b"]).Node("Gather", ["shape", "second"], ["l"])
        .Node("Unsqueeze", ["b", "axis"], ["bs"]).Node("Unsqueeze", ["l", "axis"], ["ls"])
        .Node("Concat", ["bs", "ls", "heads"], ["split-target"], ("axis", 0)).Node("Reshape", ["h", "split-target"], ["split"])
        .Node("Relu", ["split"], ["positive"])
        .Node("Concat", ["bs", "ls", "width"], ["target"], ("axis", 0)).Node("Reshape", ["positive", "target"], ["joined"])
        .Node("Add", ["e", "joined"], ["sum"])
        .Node("LayerNormalization", ["sum", "scale", "bias"], ["y"], ("axis", -1));

    private static string[] Operators(OnnxModel model, TemporaryFolder folder)
    {
        var (plain, optimised) = (folder.File("plain.onnx"), folder.File("optimised.onnx"));
        OnnxWriter.Write(model, plain);
        using (var options = new SessionOptions
        {
            OptimizedModelFilePath = optimised, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        })
        using (new InferenceSession(plain, options))
        {
        }

        return [.. TestModels.Must(OnnxReader.Read(optimised)).Graph.Node.Select(node => node.OpType)];
    }
}
