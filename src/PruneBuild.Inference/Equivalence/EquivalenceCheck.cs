using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Inference.Equivalence;

/// <summary>The proof that a cut is right: the original with the removed units silenced at their taps computes what
/// the cut model computes.</summary>
public static class EquivalenceCheck
{
    /// <summary>How both are run: without the fusion of quantized operators, which a mask between two of them prevents and whose integer
    /// arithmetic rounds to the neighbouring quantization step where the graph as written does not; and without the merging of two
    /// quantizations in a row, which a branch that is gone leaves behind.</summary>
    public static SessionSettings AsWritten { get; } = SessionSettings.Reproducible with { Optimization = GraphOptimization.None };

    /// <summary>Runs the masked original and the cut model on the same input and compares all graph outputs.</summary>
    /// <param name="original">The model that was cut.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">What stays.</param>
    /// <param name="cut">The model after the cut, before any weight was changed.</param>
    /// <param name="inputs">Input for both.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the check with <see cref="OperationCanceledException" />.</param>
    /// <returns>The differences, output by output, once more for the branches of If nodes that the input does not take;
    /// or why one of the two does not load or run.</returns>
    public static Result<ValueList<OutputDifference>> Run(
        OnnxModel original,
        ShapeFacts facts,
        ModelStructure structure,
        PrunePlan plan,
        OnnxModel cut,
        IReadOnlyDictionary<string, Tensor> inputs,
        Device device,
        CancellationToken cancellation = default)
    {
        var groups = structure.Groups.ToDictionary(group => group.Id);
        // Units are silenced where the facts know them: before anything is in other operators.
        var silenced = MaskedGraph.Mask(original, facts, plan.Groups.Select(entry => (groups[entry.GroupId], Removed(entry))));
        var masked = ExactProducts.Of(silenced);
        cut = ExactProducts.Of(cut);
        var differences = Between(masked, cut, inputs, device, cancellation);
        if (!differences.IsOk)
            return differences;
        var other = InOtherBranches(masked, cut, inputs, device, cancellation);
        return other.IsOk ? Result<ValueList<OutputDifference>>.Ok([.. differences.Value, .. other.Value]) : other;
    }

    /// <summary>Runs two models that should compute the same on one input, and compares all graph outputs.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    /// <param name="inputs">Input for both.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the check with <see cref="OperationCanceledException" />.</param>
    public static Result<ValueList<OutputDifference>> Between(
        OnnxModel first, OnnxModel second, IReadOnlyDictionary<string, Tensor> inputs, Device device,
        CancellationToken cancellation = default)
    {
        var expected = Outputs(first, inputs, device, cancellation);
        return expected.IsOk
            ? Between(expected.Value, second, inputs, device, cancellation)
            : expected.As<ValueList<OutputDifference>>();
    }

    /// <summary>The same with one of them that has run already.</summary>
    /// <param name="first">Its <see cref="Outputs" />.</param>
    /// <param name="second">The other.</param>
    /// <param name="inputs">Input for both.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the check with <see cref="OperationCanceledException" />.</param>
    public static Result<ValueList<OutputDifference>> Between(
        IReadOnlyDictionary<string, Tensor> first, OnnxModel second, IReadOnlyDictionary<string, Tensor> inputs, Device device,
        CancellationToken cancellation = default)
    {
        var actual = Outputs(second, inputs, device, cancellation);
        return actual.IsOk
            ? Result<ValueList<OutputDifference>>.Ok(Compare(first, actual.Value))
            : actual.As<ValueList<OutputDifference>>();
    }

    /// <summary>What a model puts out, run as such checks run it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Its input.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    public static Result<IReadOnlyDictionary<string, Tensor>> Outputs(
        OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs, Device device, CancellationToken cancellation = default) =>
        SessionWork.In(model, device, AsWritten, session => session.Run(inputs, cancellation: cancellation));

    /// <summary>The same where every If takes its other branch; nothing where the original cannot take it on this input.</summary>
    private static Result<ValueList<OutputDifference>> InOtherBranches(
        OnnxModel masked, OnnxModel cut, IReadOnlyDictionary<string, Tensor> inputs, Device device, CancellationToken cancellation)
    {
        if (OtherBranches.Of(masked) is not { } turned || Outputs(turned, inputs, device, cancellation) is not { IsOk: true } expected)
            return Result<ValueList<OutputDifference>>.Ok([]);
        return Between(expected.Value, OtherBranches.Of(cut)!, inputs, device, cancellation);
    }

    /// <summary>Compares the outputs that both have, by name; one that the second lacks is infinitely far.</summary>
    public static ValueList<OutputDifference> Compare(
        IReadOnlyDictionary<string, Tensor> first, IReadOnlyDictionary<string, Tensor> second) =>
        first.Select(pair => second.TryGetValue(pair.Key, out var other)
                ? OutputDifference.Between(pair.Key, pair.Value, other)
                : new OutputDifference(pair.Key, double.NaN, double.PositiveInfinity))
            .ToValueList();

    private static IReadOnlyCollection<int> Removed(KeptUnits entry) => [.. Enumerable.Range(0, entry.Units).Except(entry.Kept)];
}
