using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>A column of arrays of one shape, kept as one tensor.</summary>
/// <param name="name">What prune.yaml calls it.</param>
/// <param name="values">First axis: records.</param>
public sealed class TensorColumn(string name, Tensor values) : Column(name)
{
    /// <summary>All records; first axis: records.</summary>
    public Tensor Values { get; } = values;

    /// <inheritdoc />
    public override int Count { get; } = checked((int)values.Shape[0]);

    /// <summary>Shape of one record.</summary>
    public ValueList<long> RecordShape { get; } = values.Shape.Skip(1).ToValueList();

    /// <summary>One record, a view.</summary>
    public Tensor this[int record]
    {
        get
        {
            var size = Values.Memory.Length / Math.Max(1, Count);
            return new Tensor(Values.Type, RecordShape, Values.Memory.Slice(record * size, size));
        }
    }
}
