using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Where a tap's axes tell records apart.</summary>
/// <param name="Axis">The axis that counts records; -1 when there is none.</param>
/// <param name="IsFlattened">True when the axis, the first, counts records times positions, record by record.</param>
internal sealed record RecordLayout(int Axis, bool IsFlattened)
{
    /// <summary>True when records can be told apart.</summary>
    public bool IsKnown => Axis >= 0;

    /// <summary>The layout of a consumer's tap in a run with so many records.</summary>
    public static RecordLayout Find(ShapeFacts facts, Consumer consumer, long records)
    {
        var shape = facts.Find(consumer.Tap)?.Shape ?? [];
        var axis = Enumerable.Range(0, shape.Count).FirstOrDefault(axis => axis != consumer.TapAxis && shape[axis] == records, -1);
        if (axis >= 0)
            return new RecordLayout(axis, false);
        return consumer.TapAxis > 0 && shape.Count > 1 && shape[0] % records == 0 ? new RecordLayout(0, true) : new RecordLayout(-1, false);
    }
}
