using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>What a masking step did.</summary>
/// <param name="Weights">Every weight that was masked, in the order of the graph.</param>
/// <param name="Refusals">Weights that masks do not know.</param>
public sealed record MaskReport(ValueList<MaskedWeight> Weights, ValueList<MaskRefusal> Refusals)
{
    /// <summary>Which elements stay, by tensor, in the order in which it is stored.</summary>
    public required IReadOnlyDictionary<string, bool[]> Kept { get; init; }

    /// <summary>Units that changed places before the masks were laid on; none unless the recipe asks for it.</summary>
    public ValueList<UnitOrder> Orders { get; init; } = [];

    /// <summary>The pattern that every mask has; null for a share.</summary>
    public SparsityTarget.Pattern? Pattern { get; init; }

    /// <summary>Zeros in the masked weights.</summary>
    public long Zeros => Weights.Sum(weight => weight.Zeros);

    /// <summary>Elements of the masked weights.</summary>
    public long Elements => Weights.Sum(weight => weight.Elements);

    /// <summary>The report after recovery chose some of its masks anew, each with as many elements as before.</summary>
    public MaskReport Moved(IReadOnlyDictionary<string, bool[]> masks) =>
        this with { Kept = Kept.ToDictionary(pair => pair.Key, pair => masks.GetValueOrDefault(pair.Key) ?? pair.Value) };
}

/// <summary>A weight after its mask.</summary>
/// <param name="Id">The weight.</param>
/// <param name="Tensor">Name of the constant.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Zeros">Elements that the mask took: an exact count.</param>
/// <param name="RelativeError">Squared error of its product, as stored, over the product's energy, on the calibration data;
/// null when that was not measured.</param>
public sealed record MaskedWeight(string Id, string Tensor, long Elements, long Zeros, double? RelativeError)
{
    /// <summary>Which elements went; null unless the recipe asks for it.</summary>
    public MaskFindings? Findings { get; init; }
}
