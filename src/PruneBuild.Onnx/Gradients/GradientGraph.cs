using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Gradients as a graph: reverse accumulation written in standard operators, which run wherever the model runs.</summary>
public static class GradientGraph
{
    private const string Prefix = "prunebuild.gradient/";

    // ScatterND and ScatterElements add since then; the gradient of every lookup needs that.
    private const long OldestOpset = 16;

    /// <summary>The output that holds ∂loss/∂value.</summary>
    public static string OutputOf(string value) => Prefix + value;

    /// <summary>The model with gradients as further outputs, each of its value's type and shape.</summary>
    /// <param name="model">The model with the loss, opset 16 or later (see <see cref="Upgrading.OpsetUpgrade" />).</param>
    /// <param name="facts">Types and shapes of its values from one run. Sizes may be others in later runs; what is repeated in a broadcast
    /// may not.</param>
    /// <param name="loss">A float of one element.</param>
    /// <param name="values">What to differentiate by: inputs, initializers or computed values, all floats. What the loss does not depend on
    /// has a gradient of zeros.</param>
    /// <returns>The model; or PB3010 that names a node on a needed path that has no gradient.</returns>
    /// <exception cref="ArgumentException">The loss is not a float of one element, or nothing is known of a value.</exception>
    /// <remarks>Baydin, Pearlmutter, Radul, Siskind: Automatic differentiation in machine learning: a survey, JMLR 18 (2018), section 3.2.
    /// Integers, booleans and steps cut a path; gradients of a value that is read more than once are summed. What is multiplied by zeros
    /// only, such as positions that nothing reads, is differentiated too: <see cref="SinglePositions" /> leaves it out before.</remarks>
    public static Result<OnnxModel> Add(OnnxModel model, ShapeFacts facts, string loss, IReadOnlyCollection<string> values)
    {
        if (facts.Find(loss) is not { } fact || fact.Shape.Any(size => size != 1))
            throw new ArgumentException($"'{loss}' is not a value of one element.", nameof(loss));
        if (values.FirstOrDefault(value => facts.Find(value) is null) is { } unknown)
            throw new ArgumentException($"Nothing is known of '{unknown}'.", nameof(values));
        if (model.Opset() < OldestOpset)
            return Result<OnnxModel>.Fail(
                DiagnosticCatalog.NoGradient.At(null, "opset", model.Opset(), $"gradients need opset {OldestOpset} or later"));
        var sorted = TopologicalOrder.Sort(model.Graph)
            ?? throw new ArgumentException("The graph has a cycle.", nameof(model));
        var extended = sorted.Clone();
        var writer = new NodeWriter(extended, model.Opset(), new UniqueNames(sorted).NextPrefix("prunebuild.gradients"));
        var pass = new BackwardPass(model, sorted, facts, extended, writer, values);
        pass.Run(loss);
        if (pass.Refusal is { } refusal)
            return Result<OnnxModel>.Fail(refusal);
        foreach (var value in values.Distinct())
            writer.Output((pass.GradientOf(value) ?? pass.Value(value).Zeros(pass.Value(value).Shape())).Name, OutputOf(value));
        // Nodes that were restated read what was written after them.
        return Result<OnnxModel>.Ok(model.WithGraph(GraphEdits.RemoveDead(TopologicalOrder.Sort(extended)!)));
    }
}
