
using System.Collections;
using System.Runtime.CompilerServices;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Tests.Gradients;

/// <summary>One node whose gradients are compared with finite differences.</summary>
/// <param name="Operator">Operator, with its domain before a colon where that is not the default.</param>
/// <param name="Inputs">Shapes and values of its inputs.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record GradientCase(string Operator, CaseInput[] Inputs, params (string Name, object Value)[] Attributes)
{
    /// <summary>Tells cases of one operator apart.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many outputs the node has; those that are floats all count in the loss.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Version of the standard operators.</summary>
    public int Opset { get; init; } = 20;

    /// <summary>Outputs whose gradient is not asked for.</summary>
    public int[] Ignored { get; init; } = [];

    /// <summary>How many inputs, the last ones, the node does not take: its bodies read them.</summary>
    public int Captured { get; init; }

    /// <summary>Its bodies, for an element type; they call input i of the case <c>xi</c>.</summary>
    public Func<ElementType, (string Name, GraphProto Body)[]> Bodies { get; init; } = _ => [];

    public override string ToString() => Note.Length == 0 ? Operator : $"{Operator}, {Note}";
}

/// <summary>An input: floats that are differentiated by, or a constant.</summary>
/// <param name="Shape">Sizes.</param>
/// <param name="Value">Element i of n; distinct, so that orderings are clear.</param>
/// <param name="Fixed">A constant instead.</param>
/// <remarks>Written as a list of sizes where numbers in (-1, 1) will do.</remarks>
[CollectionBuilder(typeof(CaseInput), nameof(Floats))]
internal sealed record CaseInput(long[] Shape, Func<int, double> Value, Tensor? Fixed = null) : IEnumerable<long>
{
    /// <summary>Numbers in (-1, 1).</summary>
    public static CaseInput Floats(ReadOnlySpan<long> shape) => In(-1, 1, shape.ToArray());

    /// <inheritdoc />
    public IEnumerator<long> GetEnumerator() => Shape.AsEnumerable().GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Integers that are not differentiated by.</summary>
    public static CaseInput Constant(Tensor tensor) => new([], _ => 0, tensor);

    /// <summary>Integers, one axis.</summary>
    public static CaseInput Integers(params long[] values) => Constant(Tensor.Of(values, values.Length));

    /// <summary>An optional input left out.</summary>
    public static CaseInput None { get; } = new([], _ => 0, Tensor.Of(Array.Empty<float>(), 0));

    /// <summary>Numbers spread over an interval without order and without ties.</summary>
    public static CaseInput In(double low, double high, params long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        // Steps of the golden ratio fill the interval evenly, so kinks and ties are never closer than the differences taken.
        return new CaseInput(shape, i => low + ((high - low) * ((0.5 + ((i + (7 * count)) * 0.6180339887498949)) % 1)));
    }
}
