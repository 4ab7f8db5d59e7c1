using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>What a MatMul or Gemm makes together with the bias that follows it: value = xW + b.</summary>
/// <param name="Value">Name of the value that has the bias.</param>
/// <param name="Bias">b, one for each output; zeros where there is none.</param>
public sealed record LinearOutput(string Value, ValueList<double> Bias)
{
    /// <summary>Reads it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="index">Its graph.</param>
    /// <param name="node">First output of the node, which has its weight on the right.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <returns>Null for other nodes, for a Gemm that scales, and for a bias that is computed.</returns>
    public static LinearOutput? Of(OnnxModel model, GraphIndex index, string node, int outputs)
    {
        var none = Enumerable.Repeat(0.0, outputs).ToValueList();
        switch (index.Producer(node))
        {
            case { OpType: "MatMul" } matrix:
                return BiasEditor.FollowingAdd(model, index, matrix, outputs) is var (add, input)
                    ? new LinearOutput(add.Output[0], Read(model, index, add.Input[input]))
                    : new LinearOutput(node, none);
            case { OpType: "Gemm" } gemm when gemm.Number("alpha", 1) == 1 && gemm.Number("beta", 1) == 1:
                if (gemm.Input.Count < 3 || gemm.Input[2].Length == 0)
                    return new LinearOutput(node, none);
                return index.Constant(gemm.Input[2]) is { } bias && model.Read(bias).Count == outputs
                    ? new LinearOutput(node, Read(model, index, gemm.Input[2]))
                    : null;
            default:
                return null;
        }
    }

    private static ValueList<double> Read(OnnxModel model, GraphIndex index, string bias) =>
        model.Read(index.Constant(bias)!).ToFloats().Select(value => (double)value).ToValueList();
}
