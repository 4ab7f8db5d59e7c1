using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Inference.Probing;

/// <summary>A model as it ships: the same outputs from less work and with shapes that a runtime knows before it runs.</summary>
public static class ShippedForm
{
    /// <summary>Rounding of products of other sizes; what is computed otherwise differs by far more.</summary>
    private const double Rounding = 1e-4;

    /// <summary>Leaves out biases that change nothing (<see cref="KeyBiases" />), computes one position where the outputs depend on one
    /// (<see cref="SinglePositions" />), and states shapes (<see cref="ComputedShapes" />).</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run samples.</param>
    /// <returns>The model; the same where there is nothing to gain, or no sample runs.</returns>
    public static OnnxModel Of(OnnxModel model, Device device)
    {
        if (!KeyBiases.MayBeIn(model) && !SinglePositions.ArePicked(model) && !ComputedShapes.AreIn(model)
            || SampleInputs.Probe(model, device) is not { IsOk: true } probe)
            return model;
        var sample = probe.Value;
        var unbiased = KeyBiases.Drop(model, sample.Facts);
        if (unbiased != model && ComputesTheSame(model, unbiased, sample, device))
            model = unbiased;
        var (narrow, facts, twins) = SinglePositions.Apply(model, sample.Facts, [.. model.Graph.Output.Select(output => output.Name)]);
        if (twins.Count > 0
            && narrow.WithGraph(GraphEdits.RemoveDead(narrow.Graph)) is var lean
            && ComputesTheSame(model, lean, sample, device))
            (model, sample) = (lean, sample with { Facts = facts });
        return ComputedShapes.State(model, sample, twins.SelectMany(names => names).ToHashSet(), device);
    }

    private static bool ComputesTheSame(OnnxModel model, OnnxModel lean, ProbedSample sample, Device device) =>
        EquivalenceCheck.Between(model, lean, sample.Inputs, device) is { IsOk: true } compared
        && compared.Value.All(output => output.Relative <= Rounding);
}
