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
        var lean = Leanest(model, probe.Value, device);
        return ComputedShapes.State(lean.Model, probe.Value with { Facts = lean.Facts }, lean.AtSinglePositions, device);
    }

    /// <summary>Without both, where that computes the same, which nearly always it does; else without one of them, or as it is.</summary>
    private static Form Leanest(OnnxModel model, ProbedSample sample, Device device)
    {
        var (asItIs, unbiased) = (new Form(model, sample.Facts, []), KeyBiases.Drop(model, sample.Facts));
        Form[] forms =
        [
            Narrowed(unbiased, sample.Facts),
            .. unbiased == model ? Array.Empty<Form>() : [asItIs with { Model = unbiased }, Narrowed(model, sample.Facts)],
        ];
        if (forms.All(form => form.Model == model)
            || EquivalenceCheck.Outputs(model, sample.Inputs, device) is not { IsOk: true } outputs)
            return asItIs;
        return forms.DistinctBy(form => form.Model).FirstOrDefault(form => ComputesTheSame(form.Model)) ?? asItIs;

        bool ComputesTheSame(OnnxModel lean) =>
            EquivalenceCheck.Between(outputs.Value, lean, sample.Inputs, device) is { IsOk: true } compared
            && compared.Value.All(output => output.Relative <= Rounding);
    }

    private static Form Narrowed(OnnxModel model, ShapeFacts facts)
    {
        var (narrow, known, twins) = SinglePositions.Apply(model, facts, [.. model.Graph.Output.Select(output => output.Name)]);
        return twins.Count == 0
            ? new Form(model, facts, [])
            : new Form(narrow.WithGraph(GraphEdits.RemoveDead(narrow.Graph)), known, twins.SelectMany(names => names).ToHashSet());
    }

    /// <param name="Model">The model in it.</param>
    /// <param name="Facts">What is known of its values.</param>
    /// <param name="AtSinglePositions">Values that have one position where others have many.</param>
    private sealed record Form(OnnxModel Model, ShapeFacts Facts, HashSet<string> AtSinglePositions);
}
