using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Nodes that take padding rows out of sums.</summary>
/// <param name="writer">Where the nodes go.</param>
/// <param name="facts">Shapes of the model's values.</param>
/// <param name="shape">[batch, sequence] of the mask in the run of the facts; null without padding.</param>
internal sealed class RowMask(NodeWriter writer, ShapeFacts facts, ValueList<long>? shape)
{
    private readonly Dictionary<bool, string> columns = [];

    /// <summary>True once the mask is read.</summary>
    public bool IsUsed => columns.Count > 0;

    /// <summary>Booleans [rows] (or [1]), false for padding; null when the tap's rows are not the mask's, nor rows of experts of which so
    /// many follow each other for each of the mask's.</summary>
    public string? For(Consumer consumer)
    {
        var tap = facts.Find(consumer.Tap)!.Shape;
        if (shape is null || consumer.Kind == ConsumerKind.Convolution)
            return null;
        var rows = tap.Where((_, axis) => axis != consumer.TapAxis).ToArray();
        if (consumer.Experts is { } experts)
            return rows is [var routed, 1] && routed == shape[0] * shape[1] * experts.PerToken ? Column(sequenceFirst: false) : null;
        if (rows.SequenceEqual(shape) || (rows.Length == 1 && rows[0] == shape[0] * shape[1]))
            return Column(sequenceFirst: false);
        return rows.SequenceEqual(shape.Reverse()) ? Column(sequenceFirst: true) : null;
    }

    /// <summary>The rows that count; a padding row may hold anything, NaN as well.</summary>
    /// <param name="mask">What <see cref="For" /> gave for the consumer.</param>
    /// <param name="consumer">Whose rows they are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">Columns of a row.</param>
    public string Apply(string? mask, Consumer consumer, string rows, int width)
    {
        if (mask is null)
            return rows;
        return consumer.Experts is { PerToken: > 1 and var perToken }
            ? writer.Reshape(Compress(mask, writer.Reshape(rows, -1, perToken * width)), -1, width)
            : Compress(mask, rows);
    }

    private string Compress(string mask, string rows) =>
        writer.Add("Compress", [rows, writer.Add("Expand", [mask, Count(rows)])], NodeWriter.Attribute("axis", 0));

    /// <summary>How many rows there are, integers [1].</summary>
    public string Count(string rows) => writer.Slice(writer.Add("Shape", [rows]), 0, 0, 1);

    private string Column(bool sequenceFirst)
    {
        if (columns.TryGetValue(sequenceFirst, out var known))
            return known;
        var mask = sequenceFirst ? writer.Transpose(InstrumentedModel.RowMaskInput, 1, 0) : InstrumentedModel.RowMaskInput;
        var flags = writer.Add("Cast", [writer.Reshape(mask, -1)], NodeWriter.Attribute("to", (int)ElementType.Bool));
        return columns[sequenceFirst] = flags;
    }
}
