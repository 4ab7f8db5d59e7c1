using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Which inputs of a model take token numbers, the mask, and the segment, by the names that exporters give them.</summary>
/// <param name="Ids">Takes token numbers.</param>
/// <param name="Mask">Takes ones; null when the model has none.</param>
/// <param name="Types">Takes segment numbers; null when the model has none.</param>
/// <param name="Positions">Takes 0, 1, 2, …; null when the model has none.</param>
internal sealed record TokenInputs(string Ids, string? Mask, string? Types, string? Positions)
{
    public static TokenInputs Of(ValueList<ModelInput> inputs)
    {
        string? Named(params string[] parts) =>
            inputs.FirstOrDefault(input => parts.Any(part => input.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))?.Name;

        var (mask, types, positions) = (Named("mask"), Named("token_type", "segment"), Named("position"));
        var ids = Named("input_ids")
            ?? inputs.Select(input => input.Name).FirstOrDefault(name => name != mask && name != types && name != positions);
        return new TokenInputs(ids ?? inputs[0].Name, mask, types, positions);
    }

    /// <summary>A record of tokens.</summary>
    public PreparedRecord Record(long[] ids, long[] types)
    {
        var record = new Dictionary<string, Tensor> { [Ids] = Tensor.Of(ids) };
        if (Mask is not null)
            record[Mask] = Tensor.Of([.. Enumerable.Repeat(1L, ids.Length)]);
        if (Types is not null)
            record[Types] = Tensor.Of(types);
        if (Positions is not null)
            record[Positions] = Tensor.Of([.. Enumerable.Range(0, ids.Length).Select(i => (long)i)]);
        return new PreparedRecord(record, ids.Length) { TokenInput = Ids };
    }
}
