using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>A value of the original on every batch. What is kept in a file is read each time that it is asked for.</summary>
/// <param name="Name">The value.</param>
/// <param name="Batches">It is in each of them, perhaps among others.</param>
internal sealed record TaughtValue(string Name, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Batches)
{
    /// <summary>What nobody reads.</summary>
    public static TaughtValue Nothing { get; } = new("", []);

    /// <summary>The value on one batch.</summary>
    public Tensor On(int batch) => Batches[batch][Name];
}
