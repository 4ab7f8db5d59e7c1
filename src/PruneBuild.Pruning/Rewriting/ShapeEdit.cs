using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>An integer of a constant that must change so that one reader of the shape arithmetic sees another size.</summary>
/// <param name="Node">First output of the node that reads the constant.</param>
/// <param name="Input">Position among its inputs.</param>
/// <param name="Tensor">The constant.</param>
/// <param name="Element">Flat index.</param>
/// <param name="Value">What it becomes.</param>
/// <param name="Reader">Who relies on it.</param>
internal sealed record ShapeEdit(string Node, int Input, string Tensor, int Element, long Value, ShapeReader Reader)
{
    /// <summary>What changes, whoever relies on it.</summary>
    public (string, int, int, long) Change => (Node, Input, Element, Value);
}
