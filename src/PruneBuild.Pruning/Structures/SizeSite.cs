namespace PruneBuild.Pruning.Structures;

/// <summary>An element of an integer constant that states a size, as one input of one node reads it.</summary>
/// <param name="Node">First output of the reading node.</param>
/// <param name="Input">Position among its inputs.</param>
/// <param name="Tensor">The initializer, or the output of a Constant node.</param>
/// <param name="Element">Flat index.</param>
/// <param name="Size">Its value as a function of kept units; the groups are those of <see cref="CostModel.Groups" />.</param>
/// <param name="Reader">Where the graph relies on the value: the same input, or one that a chain of shape arithmetic leads to. Exporters
/// compute a shape once for many readers; when these need different values, each gets a copy of the chain.</param>
public sealed record ConstantSizeSite(string Node, int Input, string Tensor, int Element, SizeSum Size, ShapeReader Reader);

/// <summary>An input of a node that states a shape, a split or a bound.</summary>
/// <param name="Node">First output of the node.</param>
/// <param name="Input">Position among its inputs.</param>
public sealed record ShapeReader(string Node, int Input);

/// <summary>An integer attribute that states a size.</summary>
/// <param name="Node">First output of the node.</param>
/// <param name="Attribute">Its name.</param>
/// <param name="Element">Index in a list; 0 for a single integer.</param>
/// <param name="Size">Its value as a function of kept units.</param>
public sealed record AttributeSizeSite(string Node, string Attribute, int Element, SizeSum Size);

/// <summary>A stated dimension of a value (value_info, an input that is an initializer, an end of a body) that follows a cut.</summary>
/// <param name="Value">The value.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Size">Its size as a function of kept units.</param>
public sealed record ValueSizeSite(string Value, int Axis, SizeSum Size);
