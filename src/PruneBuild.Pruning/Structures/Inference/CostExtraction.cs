using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Prices work and constants as polynomials of kept unit counts.</summary>
internal static class CostExtraction
{
    /// <param name="state">The solved equations.</param>
    /// <param name="groups">The groups, in the order of the variables.</param>
    /// <param name="priced">Sizes of a record, to price work.</param>
    /// <param name="sizes">Sizes as they are: a constant has as many elements whatever a record's length.</param>
    public static CostModel Extract(
        InferenceState state, IReadOnlyList<ExtractedGroup> groups, SizePolynomials priced, SizePolynomials sizes)
    {
        var work = state.Work.Select(term => new CostTerm(term.Node, term.Factors.Select(priced.Of).ToValueList()));
        var tensors = state.WeightUses
            .Where(use => state.Facts.Find(use.Tensor) is { } fact && IsParameter(fact))
            .DistinctBy(use => use.Tensor)
            .Select(use => state.Packed.TryGetValue(use.Tensor, out var packed)
                ? new CostTerm(use.Tensor, packed.Dims.Select(sizes.Of).ToValueList(), packed.Bytes)
                : new CostTerm(
                    use.Tensor, use.Axes.Select(sizes.Of).ToValueList(), Tensor.BitWidth(state.Facts.Find(use.Tensor)!.Type) / 8.0));
        return new CostModel(
            groups.Select(group => group.Group.Id).ToValueList(),
            groups.Select(group => group.Group.Units).ToValueList(),
            work.ToValueList(),
            tensors.ToValueList());
    }

    /// <summary>Shape arithmetic's integers are not parameters; quantized weights are.</summary>
    private static bool IsParameter(ValueFact fact) =>
        fact.Type is not (ElementType.Int64 or ElementType.Int32 or ElementType.Bool or ElementType.String);
}
