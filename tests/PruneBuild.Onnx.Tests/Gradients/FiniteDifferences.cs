using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients;

/// <summary>Compares the gradients of a case with differences of its loss, Σ of all outputs times fixed weights.</summary>
internal static class FiniteDifferences
{
    private const string Loss = "loss";

    /// <summary>In double where ONNX Runtime has the operator in double, else in float with wider steps.</summary>
    public static void Check(GradientCase test)
    {
        if (!TryCheck(test, ElementType.Double, step: 1e-4, relative: 1e-6))
            Assert.IsTrue(TryCheck(test, ElementType.Float, step: 2e-2, relative: 5e-3), "ONNX Runtime has the operator in neither type.");
    }

    private static bool TryCheck(GradientCase test, ElementType type, double step, double relative)
    {
        var inputs = Values(test, type);
        var model = Model(test, type, inputs);
        // Some operators refuse doubles when they are loaded, some when they run.
        var facts = Probe.Run(model, inputs, Device.Cpu);
        if (!facts.IsOk && type == ElementType.Double)
            return false;
        Assert.IsTrue(facts.IsOk, string.Join("; ", facts.Diagnostics));
        using var session = Open(model);
        var extended = GradientGraph.Add(model, facts.Value, Loss, [.. inputs.Keys]);
        Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));
        using var backward = Open(extended.Value);
        var gradients = backward.Run(inputs, [Loss, .. inputs.Keys.Select(GradientGraph.OutputOf)]);
        // Rules may restate their node.
        Close.AreClose(
            Numbers(session.Run(inputs, [Loss])[Loss]), Numbers(gradients[Loss]), relative, $"{test} in {type}, the loss:", floor: 0.1);
        foreach (var (name, value) in inputs)
        {
            var gradient = gradients[GradientGraph.OutputOf(name)];
            Assert.AreEqual(value.Shape, gradient.Shape, $"{test}: shape of the gradient of {name}");
            Close.AreClose(Differences(session, inputs, name, step), Numbers(gradient), relative, $"{test} in {type}, {name}:", floor: 0.1);
        }

        return true;
    }

    private static ModelSession Open(OnnxModel model)
    {
        var opened = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.None));
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        return opened.Value;
    }

    private static Dictionary<string, Tensor> Values(GradientCase test, ElementType type) => test.Inputs
        .Select((input, i) => (Name: $"x{i}", Input: input))
        .Where(pair => pair.Input.Fixed is null)
        .ToDictionary(pair => pair.Name, pair => Filled(pair.Input, type));

    private static Tensor Filled(CaseInput input, ElementType type)
    {
        var count = (int)input.Shape.Aggregate(1L, (product, size) => product * size);
        return Make(type, [.. Enumerable.Range(0, count).Select(input.Value)], input.Shape);
    }

    private static Tensor Make(ElementType type, double[] values, IEnumerable<long> shape) => type == ElementType.Double
        ? new Tensor(type, [.. shape], Bytes(values))
        : new Tensor(type, [.. shape], Tensor.Of([.. values.Select(value => (float)value)], values.Length).Memory);

    private static byte[] Bytes(double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static OnnxModel Model(GradientCase test, ElementType type, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var builder = new ModelBuilder(test.Opset, irVersion: 9).Domain("com.microsoft");
        foreach (var (name, tensor) in inputs)
            builder.Input(name, type, [.. tensor.Shape.Select(size => (Dim)size)]);
        foreach (var (i, input) in test.Inputs.Index().Where(pair => pair.Item.Fixed is { Count: > 0 }))
            builder.Initializer($"x{i}", input.Fixed!);
        var names = test.Inputs.SkipLast(test.Captured).Select((input, i) => ReferenceEquals(input, CaseInput.None) ? "" : $"x{i}");
        var outputs = Enumerable.Range(0, test.Outputs).Select(i => $"y{i}").ToList();
        builder.Node(
            test.Operator, names, outputs, [.. test.Attributes, .. test.Bodies(type).Select(body => (body.Name, (object)body.Body))]);
        foreach (var (i, output) in outputs.Index().Where(pair => !test.Ignored.Contains(pair.Index)))
        {
            // Σ y·sin(position): every element counts differently.
            builder.Node("Shape", [output], [$"shape{i}"])
                .Node("ReduceProd", [$"shape{i}"], [$"count{i}"], ("keepdims", 0))
                .Initializer($"zero{i}", Tensor.Scalar(ElementType.Int64, 0L)).Initializer($"one{i}", Tensor.Scalar(ElementType.Int64, 1L))
                .Node("Range", [$"zero{i}", $"count{i}", $"one{i}"], [$"range{i}"])
                .Node("Cast", [$"range{i}"], [$"position{i}"], ("to", (int)type))
                .Initializer($"shift{i}", type == ElementType.Double ? Tensor.Scalar(type, i + 0.5) : Tensor.Scalar(type, i + 0.5f))
                .Node("Add", [$"position{i}", $"shift{i}"], [$"angle{i}"])
                .Node("Sin", [$"angle{i}"], [$"flat{i}"])
                .Node("Reshape", [$"flat{i}", $"shape{i}"], [$"weight{i}"])
                .Node("Mul", [output, $"weight{i}"], [$"weighted{i}"])
                .Node("ReduceSum", [$"weighted{i}"], [$"sum{i}"], ("keepdims", 0));
        }

        return builder
            .Node("Sum", [.. outputs.Index().Where(pair => !test.Ignored.Contains(pair.Index)).Select(pair => $"sum{pair.Index}")], [Loss])
            .Output(Loss).Build();
    }

    private static double[] Differences(ModelSession session, Dictionary<string, Tensor> inputs, string name, double step)
    {
        var value = Numbers(inputs[name]);
        return [.. Enumerable.Range(0, value.Length)
            .Select(i => (8 * (At(i, step) - At(i, -step)) - (At(i, 2 * step) - At(i, -2 * step))) / (12 * step))];

        double At(int i, double by)
        {
            var moved = value.ToArray();
            moved[i] += by;
            var tensor = inputs[name];
            var fed = new Dictionary<string, Tensor>(inputs) { [name] = Make(tensor.Type, moved, tensor.Shape) };
            return Numbers(session.Run(fed, [Loss])[Loss])[0];
        }
    }

    private static double[] Numbers(Tensor tensor) => tensor.Type == ElementType.Double
        ? tensor.As<double>().ToArray()
        : [.. tensor.ToFloats().Select(value => (double)value)];
}
