using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>One record as the model takes it, without the axis of records.</summary>
/// <param name="Inputs">By input name.</param>
/// <param name="Length">Positions of the first axis that are real where records have lengths of their own; null where they do not.</param>
public sealed record PreparedRecord(IReadOnlyDictionary<string, Tensor> Inputs, int? Length)
{
    /// <summary>The input whose positions <see cref="Length" /> counts; null where records have no lengths.</summary>
    public string? TokenInput { get; init; }

    /// <summary>The token behind the last one, in a record that is a piece of a longer row; null when it is none or the last.</summary>
    public long? Next { get; init; }
}
