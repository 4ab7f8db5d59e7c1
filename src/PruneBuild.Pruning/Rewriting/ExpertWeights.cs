using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>The weights of experts, stacked in a constant, as one matrix: those of the first expert, below them those of the second, and
/// so on.</summary>
internal static class ExpertWeights
{
    /// <summary>The weights below one another, [experts·features, outputs].</summary>
    /// <param name="stack">[experts, outputs, features] or [experts, features, outputs].</param>
    /// <param name="outputsFirst">Which of the two.</param>
    public static Matrix Below(Tensor stack, bool outputsFirst)
    {
        var (experts, rows, columns) = ((int)stack.Shape[0], (int)stack.Shape[1], (int)stack.Shape[2]);
        var values = stack.ToFloats();
        return outputsFirst
            ? Matrix.Create(experts * columns, rows, (at, output) =>
                values[(((at / columns * rows) + output) * columns) + (at % columns)])
            : Matrix.FromRowMajor(experts * rows, columns, values);
    }

    /// <summary>The stack [experts, outputs, features] that holds them.</summary>
    /// <param name="weights">[experts·features, outputs].</param>
    /// <param name="shape">Of the stack.</param>
    public static float[] OutputsFirst(Matrix weights, ValueList<long> shape)
    {
        var (outputs, features) = ((int)shape[1], (int)shape[2]);
        var values = new float[weights.Values.Length];
        for (var row = 0; row < weights.Rows; row++)
        {
            for (var output = 0; output < outputs; output++)
                values[(((row / features * outputs) + output) * features) + (row % features)] = (float)weights[row, output];
        }

        return values;
    }
}
