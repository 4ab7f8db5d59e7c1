namespace PruneBuild.Pruning.Structures;

/// <summary>A dimension that cannot be cut, and why.</summary>
/// <param name="Where">The weight or value that carries the dimension, for people.</param>
/// <param name="Size">Its size.</param>
/// <param name="Node">The node that forbids it: name, or first output when it has none.</param>
/// <param name="Operator">Operator type of that node.</param>
/// <param name="Reason">A clause that completes "cannot be cut because …".</param>
/// <param name="MacShare">Share of the model's multiply–accumulates in the contractions that make or sum over the dimension, 0..1.</param>
/// <param name="Tensors">Every axis of a constant that carries the dimension.</param>
public sealed record Refusal(
    string Where, int Size, string Node, string Operator, string Reason, double MacShare, ValueList<TensorAxis> Tensors);

/// <summary>An axis of a constant.</summary>
public sealed record TensorAxis(string Tensor, int Axis);
