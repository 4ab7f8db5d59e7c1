using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>Tiny models on disk.</summary>
internal static class SampleModels
{
    /// <summary>Two matrices with 16 neurons between them: 8 numbers in, scores of 3 classes out.</summary>
    public static OnnxModel Perceptron { get; } = new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8)
        .Weight("fc1.weight", 1, 8, 16)
        .Weight("fc2.weight", 2, 16, 3)
        .Node("MatMul", ["x", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>Two tokens of eleven in, 16 neurons, scores of 3 classes out.</summary>
    public static OnnxModel Tokens { get; } = new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", 2)
        .Weight("table", 4, 11, 4).Integers("flat", 0, 8)
        .Weight("fc1.weight", 1, 8, 16)
        .Weight("fc2.weight", 2, 16, 3)
        .Node("Gather", ["table", "ids"], ["e"]).Node("Reshape", ["e", "flat"], ["x"])
        .Node("MatMul", ["x", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>The perceptron with its input scaled by a constant that no cut touches.</summary>
    public static OnnxModel ScaledPerceptron { get; } = new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8)
        .Weight("scale", 3, 8)
        .Weight("fc1.weight", 1, 8, 16)
        .Weight("fc2.weight", 2, 16, 3)
        .Node("Mul", ["x", "scale"], ["s"])
        .Node("MatMul", ["s", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>A stream of 8 features, a branch of 16 neurons beside it, scores of 3 classes out.</summary>
    public static OnnxModel Residual { get; } = new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8)
        .Weight("stem.weight", 1, 8, 8)
        .Weight("up.weight", 2, 8, 16).Weight("up.bias", 3, 16)
        .Weight("down.weight", 4, 16, 8).Weight("down.bias", 5, 8)
        .Weight("head.weight", 6, 8, 3)
        .Node("MatMul", ["x", "stem.weight"], ["s"]).Node("Tanh", ["s"], ["r"])
        .Node("MatMul", ["r", "up.weight"], ["u0"]).Node("Add", ["u0", "up.bias"], ["u1"]).Node("Relu", ["u1"], ["u"])
        .Node("MatMul", ["u", "down.weight"], ["d0"]).Node("Add", ["d0", "down.bias"], ["d"])
        .Node("Add", ["r", "d"], ["t"])
        .Node("MatMul", ["t", "head.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>A stream of 8 features with two branches of 16 and of 12 neurons, one after the other, scores of 3 classes out.</summary>
    public static OnnxModel Branches { get; } = new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8)
        .Weight("one.up", 1, 8, 16).Weight("one.down", 2, 16, 8).Weight("two.up", 3, 8, 12).Weight("two.down", 4, 12, 8)
        .Weight("head.weight", 5, 8, 3)
        .Node("MatMul", ["x", "one.up"], ["u0"]).Node("Relu", ["u0"], ["u"]).Node("MatMul", ["u", "one.down"], ["d"])
        .Node("Add", ["x", "d"], ["r"])
        .Node("MatMul", ["r", "two.up"], ["v0"]).Node("Relu", ["v0"], ["v"]).Node("MatMul", ["v", "two.down"], ["e"])
        .Node("Add", ["r", "e"], ["t"])
        .Node("MatMul", ["t", "head.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>Writes a model into a folder and returns its path.</summary>
    public static string Write(TemporaryFolder folder, OnnxModel model, string name = "model.onnx")
    {
        OnnxWriter.Write(model, folder.File(name));
        return folder.File(name);
    }
}
