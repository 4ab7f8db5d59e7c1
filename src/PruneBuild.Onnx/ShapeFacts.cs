namespace PruneBuild.Onnx;

/// <summary>What one instrumented run showed of every value of the main graph, initializers included,
/// and of the bodies that could be run alone.</summary>
/// <param name="Values">By value name.</param>
public sealed record ShapeFacts(IReadOnlyDictionary<string, ValueFact> Values)
{
    /// <summary>The fact of a value, or null when the run did not produce it.</summary>
    public ValueFact? Find(string value) => Values.GetValueOrDefault(value);
}

/// <summary>Type and shape of a value, and its elements when they are few integers (shape arithmetic).</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes in the probe's run.</param>
/// <param name="Integers">The elements of an integer or boolean value of at most 64 elements; null for others.</param>
public sealed record ValueFact(ElementType Type, ValueList<long> Shape, ValueList<long>? Integers = null);
