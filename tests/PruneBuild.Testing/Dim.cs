using System.Diagnostics.CodeAnalysis;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Testing;

/// <summary>A dim of an input: a number, a name, or nothing known (<c>default</c>).</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Written as literals in tests; a named alternative would never be called.")]
public readonly record struct Dim(long? Value, string? Name)
{
    public static implicit operator Dim(long value) => new(value, null);

    public static implicit operator Dim(string name) => new(null, name);

    internal TensorShapeProto.Types.Dimension ToProto() => this switch
    {
        { Value: { } value } => new() { DimValue = value },
        { Name: { } name } => new() { DimParam = name },
        _ => new(),
    };
}
