using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class KeyBiasesTests
{
    private const int Width = 6;

    private static readonly Dictionary<string, Tensor> sample = Inputs(2, 5);

    [TestMethod]
    [DataRow("scores = query·key; softmax")]
    [DataRow("scaled = scores / root; softmax")]
    [DataRow("scaled = scores · root; softmax")]
    [DataRow("masked = scores + mask; softmax")]
    [DataRow("chosen = isKept ? scores : never; softmax")]
    [DataRow("chosen = isKept ? never : scores; softmax")]
    [DataRow("scores = query·key; softmax of opset 11", 11)]
    public void ABiasOfKeysIsDropped(string form, int opset = 18)
    {
        var model = Attention(form, opset);

        var dropped = Drop(model);

        CollectionAssert.AreEqual(new[] { "query", "value" }, Sums(dropped));
        Assert.DoesNotContain("key_b", dropped.Graph.Initializer.Select(tensor => tensor.Name));
        foreach (var inputs in new[] { sample, Inputs(3, 7) })
            Close.AreClose(Run(model, inputs), Run(dropped, inputs), 1e-5);
    }

    [TestMethod]
    public void WhereKeysAreRowsTheyAreFoundToo()
    {
        var model = Attention("turned = key·query; softmax over rows");

        var dropped = Drop(model);

        CollectionAssert.AreEqual(new[] { "query", "value" }, Sums(dropped));
        Close.AreClose(Run(model, sample), Run(dropped, sample), 1e-5);
    }

    [TestMethod]
    public void WhereQueriesAreComparedTheirBiasGoes()
    {
        // Over the rows of query·key it is the bias of queries that all have in common.
        var model = Attention("scores = query·key; softmax over rows");

        var dropped = Drop(model);

        CollectionAssert.AreEqual(new[] { "key", "value" }, Sums(dropped));
        Close.AreClose(Run(model, sample), Run(dropped, sample), 1e-5);
    }

    [TestMethod]
    [DataRow("chosen = isKept ? scores : little; softmax", DisplayName = "what masks put in may be as large as a score")]
    [DataRow("rotated = key · angles; softmax", DisplayName = "the bias differs from position to position")]
    [DataRow("keys are an output; softmax", DisplayName = "a cache keeps the keys")]
    [DataRow("scores = query·key; tanh", DisplayName = "no softmax")]
    [DataRow("scores = query·key; softmax of opset 11 over all", 11, DisplayName = "scores of several queries are compared")]
    public void WhereItCountsItStays(string form, int opset = 18)
    {
        var model = Attention(form, opset);

        Assert.AreSame(model, Drop(model));
    }

    [TestMethod]
    public void ASumThatABiasMakesLargerStays()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 1, 5).Weight("b", 1, 3, 1)
            .Node("Add", ["x", "b"], ["sum"]).Node("Softmax", ["sum"], ["y"]).Output("y").Build();

        Assert.AreSame(model, Drop(model, new() { ["x"] = Tensor.Of(SeededValues.Floats(1, 5), 1, 5) }));
    }

    /// <summary>Attention of two heads whose queries, keys and values have biases; the form says how scores become shares.</summary>
    private static OnnxModel Attention(string form, int opset = 18)
    {
        var builder = new ModelBuilder(opset).Input("x", ElementType.Float, "batch", "tokens", Width).Integers("heads", 0, 0, 2, 3)
            .Integers("merged", 0, 0, Width)
            .Scalar("root", 1.7f).Scalar("never", -1e9f).Scalar("little", -1f).Scalar("zero", 0f).Weight("angles_w", 11, Width, 1);
        var rowsOfKeys = form.StartsWith("turned", StringComparison.Ordinal);
        foreach (var (seed, name) in new[] { "query", "key", "value" }.Index())
        {
            builder.Weight($"{name}_w", seed, Width, Width).Weight($"{name}_b", 3 + seed, Width)
                .Node("MatMul", ["x", $"{name}_w"], [$"{name}/product"]).Node("Add", [$"{name}_b", $"{name}/product"], [name]);
            var read = name;
            if (name == "key" && form.StartsWith("rotated", StringComparison.Ordinal))
                builder.Node("MatMul", ["x", "angles_w"], ["angles"]).Node("Mul", [name, "angles"], [read = "key/rotated"]);
            var isColumns = name == (rowsOfKeys ? "query" : "key");
            builder.Node("Reshape", [read, "heads"], [$"{name}/heads"])
                .Node("Transpose", [$"{name}/heads"], [$"{name}/rows"], ("perm", isColumns ? new long[] { 0, 2, 3, 1 } : [0, 2, 1, 3]));
        }

        builder.Node("MatMul", rowsOfKeys ? ["key/rows", "query/rows"] : ["query/rows", "key/rows"], ["scores"])
            .Weight("mask_w", 12, Width, 1).Node("MatMul", ["x", "mask_w"], ["mask/column"])
            .Node("Reshape", ["mask/column", "as mask"], ["mask"])
            .Integers("as mask", 0, 1, 1, -1).Node("Less", ["mask", "zero"], ["isKept"]);
        var scores = "scaled";
        switch (form.Split(';')[0])
        {
            case "scaled = scores / root":
                builder.Node("Div", ["scores", "root"], [scores]);
                break;
            case "scaled = scores · root":
                builder.Node("Mul", ["root", "scores"], [scores]);
                break;
            case "masked = scores + mask":
                builder.Node("Add", ["scores", "mask"], [scores]);
                break;
            case "chosen = isKept ? scores : never":
                builder.Node("Where", ["isKept", "scores", "never"], [scores]);
                break;
            case "chosen = isKept ? never : scores":
                builder.Node("Where", ["isKept", "never", "scores"], [scores]);
                break;
            case "chosen = isKept ? scores : little":
                builder.Node("Where", ["isKept", "scores", "little"], [scores]);
                break;
            default:
                scores = "scores";
                break;
        }

        var isOverRows = form.EndsWith("rows", StringComparison.Ordinal);
        _ = form.EndsWith("tanh", StringComparison.Ordinal) ? builder.Node("Tanh", [scores], ["shares"])
            : builder.Node(
                "Softmax", [scores], ["shares"],
                ("axis", isOverRows ? -2L : form.EndsWith("over all", StringComparison.Ordinal) ? 2L : 3L));
        var mixed = "shares";
        if (rowsOfKeys)
            builder.Node("Transpose", ["shares"], [mixed = "shares/turned"], ("perm", new long[] { 0, 1, 3, 2 }));
        builder.Node("MatMul", [mixed, "value/rows"], ["context"])
            .Node("Transpose", ["context"], ["turned"], ("perm", new long[] { 0, 2, 1, 3 }))
            .Node("Reshape", ["turned", "merged"], ["y"]).Output("y");
        return (form.StartsWith("keys", StringComparison.Ordinal) ? builder.Output("key") : builder).Build();
    }

    private static string[] Sums(OnnxModel model) =>
        [.. model.Graph.Node.Where(node => node.OpType == "Add" && node.Input[0].EndsWith("_b", StringComparison.Ordinal))
            .Select(node => node.Output[0])];

    private static OnnxModel Drop(OnnxModel model) => Drop(model, sample);

    private static OnnxModel Drop(OnnxModel model, Dictionary<string, Tensor> inputs)
    {
        var facts = Probe.Run(model, inputs, Device.Cpu);
        Assert.IsTrue(facts.IsOk, string.Join("; ", facts.Diagnostics));
        return KeyBiases.Drop(model, facts.Value);
    }

    private static Dictionary<string, Tensor> Inputs(int records, int tokens) =>
        new() { ["x"] = Tensor.Of(SeededValues.Floats(records + tokens, records * tokens * Width), records, tokens, Width) };

    private static float[] Run(OnnxModel model, Dictionary<string, Tensor> inputs)
    {
        using var session = ModelSession.Open(model, Device.Cpu).Value!;
        return session.Run(inputs)["y"].ToFloats();
    }
}
