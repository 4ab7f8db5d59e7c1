using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

/// <summary>Models that prune in milliseconds, batches for them, and how far a pruned one is off.</summary>
internal static class SmallModels
{
    public static readonly string[] Names =
        ["chain", "tokens", "encoder", "decoder", "grouped", "gated", "convolutions", "fork", "experts"];

    public static OnnxModel Of(string name) => name switch
    {
        "chain" => Chain(),
        "tokens" => Tokens(),
        "encoder" => Encoder(),
        "decoder" => Decoder(),
        "grouped" => Grouped(),
        "gated" => Gated(),
        "convolutions" => Convolutions(),
        "experts" => Experts(),
        _ => Fork(),
    };

    /// <summary>x[batch, 6] → 12 → 10 → 3; what is cut from the second layer is also an output of the first's consumer.</summary>
    public static OnnxModel Chain(ElementType type = ElementType.Float) => new ModelBuilder()
        .Input("x", type, "batch", 6)
        .Typed(type, "first.weight", 1, 12, 6).Typed(type, "first.bias", 2, 12)
        .Typed(type, "second.weight", 3, 12, 10).Typed(type, "second.bias", 4, 10)
        .Typed(type, "third.weight", 5, 10, 3)
        .Node("Gemm", ["x", "first.weight", "first.bias"], ["a"], ("transB", 1))
        .Node("Relu", ["a"], ["b"])
        .Node("MatMul", ["b", "second.weight"], ["c"]).Node("Add", ["c", "second.bias"], ["d"])
        .Node("Tanh", ["d"], ["e"])
        .Node("MatMul", ["e", "third.weight"], ["y"])
        .Output("y").Build();

    /// <summary>x[batch, 6] → 12 → 12 → 12 → 12 → 3, matrices and nothing else between the activations.</summary>
    public static OnnxModel Ladder() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6)
        .Weight("w0", 1, 6, 12).Weight("w1", 2, 12, 12).Weight("w2", 3, 12, 12).Weight("w3", 4, 12, 12).Weight("w4", 5, 12, 3)
        .Node("MatMul", ["x", "w0"], ["h0"]).Node("Tanh", ["h0"], ["a0"])
        .Node("MatMul", ["a0", "w1"], ["h1"]).Node("Tanh", ["h1"], ["a1"])
        .Node("MatMul", ["a1", "w2"], ["h2"]).Node("Tanh", ["h2"], ["a2"])
        .Node("MatMul", ["a2", "w3"], ["h3"]).Node("Tanh", ["h3"], ["a3"])
        .Node("MatMul", ["a3", "w4"], ["y"])
        .Output("y").Build();

    /// <summary>Token ids → residual feed-forward block, position by position; the residual is matched, drift included.</summary>
    public static OnnxModel Tokens() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("embedding.weight", 1, 11, 8)
        .Weight("one.up.weight", 2, 8, 12).Weight("one.up.bias", 3, 12).Weight("one.down.weight", 4, 12, 8).Weight("one.down.bias", 5, 8)
        .Weight("two.up.weight", 6, 8, 12).Weight("two.up.bias", 7, 12).Weight("two.down.weight", 8, 12, 8)
        .Weight("norm.weight", 9, 8).Weight("norm.bias", 10, 8)
        .Node("Gather", ["embedding.weight", "ids"], ["x"])
        .Node("MatMul", ["x", "one.up.weight"], ["a0"]).Node("Add", ["a0", "one.up.bias"], ["a1"]).Node("Relu", ["a1"], ["a"])
        .Node("MatMul", ["a", "one.down.weight"], ["b0"]).Node("Add", ["b0", "one.down.bias"], ["b"])
        .Node("Add", ["x", "b"], ["r"])
        .Node("LayerNormalization", ["r", "norm.weight", "norm.bias"], ["n"])
        .Node("MatMul", ["n", "two.up.weight"], ["c0"]).Node("Add", ["c0", "two.up.bias"], ["c1"]).Node("Relu", ["c1"], ["c"])
        .Node("MatMul", ["c", "two.down.weight"], ["e"])
        .Node("Add", ["e", "n"], ["y"])
        .Output("y").Build();

    /// <summary>Token ids → experts of eight units, of which each token goes to two of three.</summary>
    public static OnnxModel Experts(bool weightFirst = true) => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("embedding.weight", 1, 11, 8)
        .Node("Gather", ["embedding.weight", "ids"], ["x"])
        .Experts("x", "y", 8, weightFirst)
        .Output("y").Build();

    /// <summary>Token ids → a BERT layer of four heads of three and twelve neurons → logits of the first token.</summary>
    public static OnnxModel Encoder() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("embedding.weight", 1, 11, 12)
        .Weight("attention.query.weight", 2, 12, 12).Weight("attention.key.weight", 3, 12, 12).Weight("attention.value.weight", 4, 12, 12)
        .Weight("attention.output.weight", 5, 12, 12).Weight("attention.output.bias", 6, 12)
        .Weight("norm.weight", 7, 12).Weight("norm.bias", 8, 12)
        .Weight("ffn.up.weight", 9, 12, 12).Weight("ffn.up.bias", 10, 12).Weight("ffn.down.weight", 11, 12, 12)
        .Weight("classifier.weight", 12, 12, 2)
        .Integers("split", 0, 0, 4, 3).Integers("merge", 0, 0, 12).Scalar("first", 0)
        .Node("Gather", ["embedding.weight", "ids"], ["x"])
        .Node("MatMul", ["x", "attention.query.weight"], ["q0"])
        .SelfAttention("x", queries: "q0")
        .Node("Add", ["o", "x"], ["r"])
        .Node("LayerNormalization", ["r", "norm.weight", "norm.bias"], ["n"])
        .Neurons("n")
        .Node("MatMul", ["f", "ffn.down.weight"], ["g"])
        .Node("Add", ["g", "n"], ["h"])
        .Node("Gather", ["h", "first"], ["c"], ("axis", 1))
        .Node("MatMul", ["c", "classifier.weight"], ["y"])
        .Output("y").Build();

    /// <summary><see cref="Encoder" /> whose first token goes through a pooler of eight neurons that no
    /// residual addition follows.</summary>
    public static OnnxModel Pooled()
    {
        var proto = Encoder().Proto.Clone();
        proto.Graph.Output.Clear();
        var pooler = new ModelBuilder().Input("c", ElementType.Float, "batch", 12).Weight("pooler.weight", 13, 12, 8)
            .Weight("last.weight", 14, 8, 2)
            .Node("MatMul", ["c", "pooler.weight"], ["pooler.0"]).Node("Tanh", ["pooler.0"], ["pooler.1"])
            .Node("MatMul", ["pooler.1", "last.weight"], ["z"])
            .Output("z").Build().Graph;
        proto.Graph.Node.RemoveAt(proto.Graph.Node.Count - 1);
        proto.Graph.Node.Add(pooler.Node);
        proto.Graph.Initializer.Add(pooler.Initializer);
        proto.Graph.Output.Add(pooler.Output);
        return new OnnxModel(proto);
    }

    /// <summary>x[batch, 6] → 12 → 10 → 3, the middle layer quantised as it is read.</summary>
    public static OnnxModel Quantized() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6)
        .Weight("first.weight", 1, 6, 12).Weight("third.weight", 5, 10, 3)
        .Initializer("second.weight", new Tensor(
            ElementType.UInt8, [12, 10], (byte[])[.. SeededValues.Integers(3, 120, 255).Select(value => (byte)value)]))
        .Scalar("second.scale", 0.01f).Initializer("second.zero", Tensor.Scalar(ElementType.UInt8, (byte)128))
        .Node("MatMul", ["x", "first.weight"], ["a0"]).Node("Relu", ["a0"], ["a"])
        .Node("DynamicQuantizeLinear", ["a"], ["q", "q.scale", "q.zero"])
        .Node("MatMulInteger", ["q", "second.weight", "q.zero", "second.zero"], ["b0"])
        .Node("Cast", ["b0"], ["b1"], ("to", (int)ElementType.Float)).Node("Mul", ["q.scale", "second.scale"], ["s"])
        .Node("Mul", ["b1", "s"], ["b2"])
        .Node("Tanh", ["b2"], ["b"]).Node("MatMul", ["b", "third.weight"], ["y"])
        .Output("y").Build();

    /// <summary>x[batch, 6] → 12 → 10 → 8 → 3, every weight stored as int8 and read through a DequantizeLinear.</summary>
    public static OnnxModel Dequantized() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6).Scalar("scale", 0.01f)
        .Dequantized("first", 1, 6, 12).Dequantized("second", 2, 12, 10).Dequantized("third", 3, 10, 8).Dequantized("last", 4, 8, 3)
        .Node("MatMul", ["x", "first"], ["a0"]).Node("Relu", ["a0"], ["a"])
        .Node("MatMul", ["a", "second"], ["b0"]).Node("Relu", ["b0"], ["b"])
        .Node("MatMul", ["b", "third"], ["c0"]).Node("Relu", ["c0"], ["c"])
        .Node("MatMul", ["c", "last"], ["y"])
        .Output("y").Build();

    private static ModelBuilder Dequantized(this ModelBuilder builder, string name, int seed, int rows, int columns) => builder
        .Initializer($"{name}.weight", Tensor.Of(
            ElementType.Int8, [.. SeededValues.Integers(seed, rows * columns, 200).Select(value => (sbyte)(value - 100))], rows, columns))
        .Node("DequantizeLinear", [$"{name}.weight", "scale"], [name]);

    /// <summary>x[batch, 5, 4] → a cell of eight units over the five steps → 12 → 10 → 3.</summary>
    public static OnnxModel Recurrent() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 5, 4)
        .Weight("cell.input", 1, 1, 24, 4).Weight("cell.recurrent", 2, 1, 24, 8).Integers("directions", 0)
        .Weight("up.weight", 3, 8, 12).Weight("middle.weight", 4, 12, 10).Weight("head.weight", 5, 10, 3)
        .Node("Transpose", ["x"], ["steps"], ("perm", new long[] { 1, 0, 2 }))
        .Node("GRU", ["steps", "cell.input", "cell.recurrent"], ["", "last"], ("hidden_size", 8))
        .Node("Squeeze", ["last", "directions"], ["h"])
        .Node("MatMul", ["h", "up.weight"], ["a0"]).Node("Relu", ["a0"], ["a"])
        .Node("MatMul", ["a", "middle.weight"], ["b0"]).Node("Relu", ["b0"], ["b"])
        .Node("MatMul", ["b", "head.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3).Build();

    /// <summary>Token ids → a pre-norm block of four heads of three and ten neurons → logits at every position,
    /// by the table of embeddings.</summary>
    /// <param name="inParts">True for RMSNorm in the parts that exporters write, false for LayerNormalization.</param>
    public static OnnxModel Decoder(bool inParts = false)
    {
        var builder = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("embedding.weight", 1, 11, 12)
            .Weight("attention.query.weight", 2, 12, 12).Weight("attention.key.weight", 3, 12, 12)
            .Weight("attention.value.weight", 4, 12, 12)
            .Weight("attention.output.weight", 5, 12, 12).Weight("attention.output.bias", 6, 12)
            .Weight("ffn.up.weight", 7, 12, 10).Weight("ffn.up.bias", 8, 10).Weight("ffn.down.weight", 9, 10, 12)
            .Integers("split", 0, 0, 4, 3).Integers("merge", 0, 0, 12).Scalar("two", 2f).Scalar("one", 1f).Scalar("epsilon", 1e-3f);
        var names = new[] { "attention.norm", "ffn.norm", "final.norm" };
        foreach (var (i, name) in names.Index())
            builder.Weight($"{name}.weight", 20 + i, 12).Weight($"{name}.bias", 30 + i, 12);
        builder.Node("Gather", ["embedding.weight", "ids"], ["x"]);
        Norm("x", "attention.norm", "n");
        builder.Node("MatMul", ["n", "attention.query.weight"], ["q0"])
            .SelfAttention("n", queries: "q0")
            .Node("Add", ["x", "o"], ["r"]);
        Norm("r", "ffn.norm", "m");
        builder.Neurons("m")
            .Node("MatMul", ["f", "ffn.down.weight"], ["g"])
            .Node("Add", ["g", "r"], ["s"]);
        Norm("s", "final.norm", "z");
        return builder.Node("Transpose", ["embedding.weight"], ["head"], ("perm", new long[] { 1, 0 }))
            .Node("MatMul", ["z", "head"], ["y"])
            .Output("y").Build();

        void Norm(string x, string name, string y)
        {
            if (!inParts)
            {
                builder.Node("LayerNormalization", [x, $"{name}.weight", $"{name}.bias"], [y]);
                return;
            }

            builder.Node("Pow", [x, "two"], [$"{y}0"]).Node("ReduceMean", [$"{y}0"], [$"{y}1"], ("axes", new long[] { -1 }))
                .Node("Add", [$"{y}1", "epsilon"], [$"{y}2"]).Node("Sqrt", [$"{y}2"], [$"{y}3"]).Node("Div", ["one", $"{y}3"], [$"{y}4"])
                .Node("Mul", [x, $"{y}4"], [$"{y}5"]).Node("Mul", [$"{y}5", $"{name}.weight"], [y]);
        }
    }

    /// <summary>Token ids → a pre-norm block as Llama's: six heads of two, each two with the same keys and values,
    /// and ten gated neurons → logits at every position.</summary>
    public static OnnxModel Grouped()
    {
        var builder = new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("embedding.weight", 1, 11, 12)
            .Weight("attention.query.weight", 2, 12, 12).Weight("attention.key.weight", 3, 12, 6).Weight("attention.value.weight", 4, 12, 6)
            .Weight("attention.output.weight", 5, 12, 12).Weight("head.weight", 6, 12, 11)
            .Integers("split", 0, 0, 6, 2).Integers("shared", 0, 0, 3, 2).Integers("third", 2).Integers("repeat", 1, 1, 2, 1, 1)
            .Integers("repeated", 0, 6, -1, 2).Integers("merge", 0, 0, 12);
        foreach (var (i, norm) in new[] { "attention.norm", "ffn.norm", "final.norm" }.Index())
            builder.Weight($"{norm}.weight", 20 + i, 12).Weight($"{norm}.bias", 30 + i, 12);
        builder.Node("Gather", ["embedding.weight", "ids"], ["x"])
            .Node("LayerNormalization", ["x", "attention.norm.weight", "attention.norm.bias"], ["n"])
            .Node("MatMul", ["n", "attention.query.weight"], ["q0"])
            .Node("Reshape", ["q0", "split"], ["q1"]).Node("Transpose", ["q1"], ["q"], ("perm", new long[] { 0, 2, 1, 3 }));
        Shared("key", "k");
        Shared("value", "v");
        builder.Node("Transpose", ["k"], ["kt"], ("perm", new long[] { 0, 1, 3, 2 }))
            .Node("MatMul", ["q", "kt"], ["scores"]).Node("Softmax", ["scores"], ["probabilities"], ("axis", -1))
            .Node("MatMul", ["probabilities", "v"], ["context0"])
            .Node("Transpose", ["context0"], ["context1"], ("perm", new long[] { 0, 2, 1, 3 }))
            .Node("Reshape", ["context1", "merge"], ["context"])
            .Node("MatMul", ["context", "attention.output.weight"], ["o"]).Node("Add", ["x", "o"], ["r"])
            .Node("LayerNormalization", ["r", "ffn.norm.weight", "ffn.norm.bias"], ["m"]);
        return GatedNeurons(builder, "m", "r", "s")
            .Node("LayerNormalization", ["s", "final.norm.weight", "final.norm.bias"], ["z"])
            .Node("MatMul", ["z", "head.weight"], ["y"]).Output("y").Build();

        void Shared(string what, string to) => builder.Node("MatMul", ["n", $"attention.{what}.weight"], [$"{to}0"])
            .Node("Reshape", [$"{to}0", "shared"], [$"{to}1"])
            .Node("Transpose", [$"{to}1"], [$"{to}2"], ("perm", new long[] { 0, 2, 1, 3 }))
            .Node("Unsqueeze", [$"{to}2", "third"], [$"{to}3"]).Node("Expand", [$"{to}3", "repeat"], [$"{to}4"])
            .Node("Reshape", [$"{to}4", "repeated"], [to]);
    }

    /// <summary>Token ids → ten gated neurons on a residual, position by position.</summary>
    public static OnnxModel Gated() => GatedNeurons(
        new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence").Weight("embedding.weight", 1, 11, 12)
            .Node("Gather", ["embedding.weight", "ids"], ["x"]),
        "x", "x", "y").Output("y").Build();

    /// <summary>to = residual + (silu(x·gate) ∘ x·up)·down, ten neurons on twelve features.</summary>
    private static ModelBuilder GatedNeurons(ModelBuilder builder, string x, string residual, string to) => builder
        .Weight("ffn.gate.weight", 7, 12, 10).Weight("ffn.up.weight", 8, 12, 10).Weight("ffn.down.weight", 9, 10, 12)
        .Node("MatMul", [x, "ffn.gate.weight"], ["g0"]).Node("Sigmoid", ["g0"], ["g1"]).Node("Mul", ["g0", "g1"], ["g"])
        .Node("MatMul", [x, "ffn.up.weight"], ["u"]).Node("Mul", ["g", "u"], ["f"])
        .Node("MatMul", ["f", "ffn.down.weight"], ["d"]).Node("Add", [residual, "d"], [to]);

    /// <summary>Three convolutions in a row and a residual one, two of them with BatchNormalization, pooled to two classes.</summary>
    public static OnnxModel Convolutions() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3, 6, 6)
        .Weight("stem.weight", 1, 8, 3, 3, 3).Weight("stem.bias", 2, 8)
        .Weight("block.first.weight", 3, 6, 8, 3, 3).Weight("block.second.weight", 4, 8, 6, 1, 1)
        .Weight("norm.gamma", 5, 8).Weight("norm.beta", 6, 8).Weight("norm.mean", 7, 8)
        .Initializer("norm.variance", Tensor.Of([1f, 2f, 0.5f, 1f, 3f, 1f, 0.7f, 1f]))
        .Weight("inner.gamma", 11, 6).Weight("inner.beta", 12, 6).Weight("inner.mean", 13, 6)
        .Initializer("inner.variance", Tensor.Of([1f, 0.5f, 2f, 1f, 0.8f, 1f]))
        .Weight("tail.weight", 8, 6, 8, 1, 1).Weight("tail.bias", 9, 6).Weight("head.weight", 10, 2, 6).Integers("flat", 0, -1)
        .Node("Conv", ["x", "stem.weight", "stem.bias"], ["a0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["a0"], ["a"])
        .Node("Conv", ["a", "block.first.weight"], ["b0"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("BatchNormalization", ["b0", "inner.gamma", "inner.beta", "inner.mean", "inner.variance"], ["b1"]).Node("Relu", ["b1"], ["b"])
        .Node("Conv", ["b", "block.second.weight"], ["c0"])
        .Node("BatchNormalization", ["c0", "norm.gamma", "norm.beta", "norm.mean", "norm.variance"], ["c"])
        .Node("Add", ["c", "a"], ["r0"]).Node("Relu", ["r0"], ["r"])
        .Node("Conv", ["r", "tail.weight", "tail.bias"], ["t0"]).Node("Relu", ["t0"], ["t"])
        .Node("GlobalAveragePool", ["t"], ["p"]).Node("Reshape", ["p", "flat"], ["f"])
        .Node("Gemm", ["f", "head.weight"], ["y"], ("transB", 1))
        .Output("y").Build();

    /// <summary>One convolution read by two, whose outputs are concatenated and read by one: the fire module of SqueezeNet.</summary>
    public static OnnxModel Fork() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3, 5, 5)
        .Weight("squeeze.weight", 1, 8, 3, 3, 3).Weight("squeeze.bias", 2, 8)
        .Weight("expand.small.weight", 3, 6, 8, 1, 1).Weight("expand.small.bias", 4, 6)
        .Weight("expand.large.weight", 5, 6, 8, 3, 3).Weight("expand.large.bias", 6, 6)
        .Weight("last.weight", 7, 4, 12, 1, 1)
        .Node("Conv", ["x", "squeeze.weight", "squeeze.bias"], ["a0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["a0"], ["a"])
        .Node("Conv", ["a", "expand.small.weight", "expand.small.bias"], ["b0"]).Node("Relu", ["b0"], ["b"])
        .Node("Conv", ["a", "expand.large.weight", "expand.large.bias"], ["c0"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Relu", ["c0"], ["c"])
        .Node("Concat", ["b", "c"], ["d"], ("axis", 1))
        .Node("Conv", ["d", "last.weight"], ["y"])
        .Output("y").Build();

    /// <summary>Seeded batches of two records.</summary>
    public static IReadOnlyList<Batch> Batches(OnnxModel model, int count, int seed) => [.. Enumerable.Range(0, count).Select(batch =>
        new Batch(
            model.Graph.Input.ToDictionary(input => input.Name, input => Sample(input.Name, model, (seed * 1000) + batch)),
            [2 * batch, (2 * batch) + 1]))];

    public static PruneRecipe Recipe(string method, double removed, ReconstructionInputs? inputs = null)
    {
        var preset = MethodCatalog.Preset(method)!;
        return new PruneRecipe(
            method, preset.Criterion, preset.Allocation, preset.Reconstruction, inputs ?? preset.Inputs,
            new Budget.Share(CostKind.Macs, removed),
            preset.Structures.Contains(StructureKind.Layers)
                ? GroupFilter.Default with { Structures = preset.Structures }
                : GroupFilter.Default)
        {
            Stepwise = preset.Stepwise,
        };
    }

    /// <summary>True when the groups that a criterion says it can judge are enough to remove so much.</summary>
    public static bool Reaches(ICriterion criterion, OnnxModel model, double removed)
    {
        var structure = StructureAnalysis.Analyse(model, Batches(model, 2, 1), Device.Cpu).Value!.Structure;
        var fewest = structure.Groups.Where(group => GroupFilter.Default.Allows(group) && criterion.WhyNot(group) is null)
            .ToDictionary(group => group.Id, _ => 1);
        return structure.Cost.Macs(fewest) <= (1 - removed) * structure.Cost.Macs(PrunePlan.Empty.KeptCounts());
    }

    /// <summary>Summed squared difference of all outputs, relative to the original's summed squares.</summary>
    public static double Error(OnnxModel original, OnnxModel pruned, IReadOnlyList<Batch> batches)
    {
        var (difference, energy) = (0.0, 0.0);
        foreach (var (expected, actual) in Outputs(original, batches).Zip(Outputs(pruned, batches)))
        {
            difference += ((double)expected - actual) * ((double)expected - actual);
            energy += (double)expected * expected;
        }

        return difference / energy;
    }

    private static float[] Outputs(OnnxModel model, IReadOnlyList<Batch> batches)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return [.. batches.SelectMany(batch => session.Run(batch.Inputs).Values.SelectMany(tensor => tensor.ToFloats()))];
    }

    private static Tensor Sample(string name, OnnxModel model, int seed)
    {
        if (name == "ids")
            return Tensor.Of([.. SeededValues.Integers(seed, 2 * 7, 11).Select(id => (long)id)], 2, 7);
        var input = model.Graph.Input.Single(input => input.Name == name).Type.TensorType;
        long[] shape = [2, .. input.Shape.Dim.Skip(1).Select(dim => dim.DimValue)];
        return Tensor.OfFloats((ElementType)input.ElemType, SeededValues.Floats(seed, (int)shape.Aggregate(1L, (a, b) => a * b)), shape);
    }

    /// <summary>An initializer of seeded values in this type.</summary>
    public static ModelBuilder Typed(this ModelBuilder builder, ElementType type, string name, int seed, params long[] shape) =>
        builder.Initializer(name, Tensor.OfFloats(type, SeededValues.Floats(seed, (int)shape.Aggregate(1L, (a, b) => a * b)), shape));
}
