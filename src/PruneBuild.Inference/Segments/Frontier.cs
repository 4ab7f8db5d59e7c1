using PruneBuild.Onnx;

namespace PruneBuild.Inference.Segments;

/// <summary>
/// How far a model has been run on all batches: the values that later nodes still read, kept in memory and beyond a limit in a temporary
/// file, and the nodes that need not run again. It stays valid while weights and units of the nodes after it change.
/// </summary>
public sealed class Frontier
{
    internal Frontier(ValueList<Batch> batches, IReadOnlySet<string> done) => (Batches, Done) = (batches, done);

    /// <summary>For each batch the live values by name, in place of its inputs.</summary>
    public ValueList<Batch> Batches { get; }

    /// <summary>Names of the live values.</summary>
    public IEnumerable<string> Values => Batches.Count == 0 ? [] : Batches[0].Inputs.Keys;

    /// <summary>Nodes that have run, by first output, with those that made constants for them.</summary>
    internal IReadOnlySet<string> Done { get; }

    /// <summary>The same place with some of the batches.</summary>
    /// <param name="numbers">Their positions.</param>
    public Frontier Only(IEnumerable<int> numbers) => new(numbers.Select(number => Batches[number]).ToValueList(), Done);

    /// <summary>The same place with halves as floats, for a model that was widened.</summary>
    public Frontier InSinglePrecision()
    {
        var keeper = new ValueKeeper();
        return new(
            Batches.Select(batch => batch with
            {
                Inputs = keeper.Keep(batch.Inputs.ToDictionary(pair => pair.Key, pair => InSinglePrecision(pair.Value))),
            }).ToValueList(),
            Done);
    }

    /// <summary>A tensor of halves as one of floats; any other as it is.</summary>
    internal static Tensor InSinglePrecision(Tensor tensor) =>
        tensor.Type == ElementType.Float16 ? Tensor.Of(tensor.ToFloats(), [.. tensor.Shape]) : tensor;

    /// <summary>True when live values come of what a node put out: cutting it now would not cut them. A node that follows from
    /// constants alone, such as the DequantizeLinear of a weight, is computed again by each piece, and has run all the same once a
    /// node that reads it has.</summary>
    /// <param name="node">Its first output.</param>
    public bool HasRun(string node) => Done.Contains(node);

    /// <summary>Before the first node: the batches' inputs are live.</summary>
    public static Frontier Start(IEnumerable<Batch> batches) => new(batches.ToValueList(), new HashSet<string>());
}
