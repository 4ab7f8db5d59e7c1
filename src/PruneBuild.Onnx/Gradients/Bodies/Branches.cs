using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Bodies;

/// <summary>If: the branch that was taken hands its gradient to what it read, in another If by the same condition.</summary>
internal static class Branches
{
    /// <summary>The gradients of what the branches read. Each branch computes its values once more.</summary>
    public static void Give(BackwardNode node)
    {
        var captured = node.WantedCaptures;
        var branches = new List<AttributeProto>();
        foreach (var attribute in node.Node.Attribute.Where(attribute => attribute.G is not null))
        {
            if (Backward(node, attribute.G, captured) is not { } backward)
                return;
            branches.Add(NodeWriter.Attribute(attribute.Name, backward));
        }

        var gradients = node.Writer.Add("If", captured.Count, [node.Node.Input[0]], branches);
        foreach (var (value, gradient) in captured.Zip(gradients))
            node.Add(value, node.Value(value) with { Name = gradient });
    }

    private static GraphProto? Backward(BackwardNode node, GraphProto branch, IReadOnlyList<string> captured)
    {
        var inside = node.Inside(branch, captured);
        for (var output = 0; output < branch.Output.Count; output++)
        {
            if (node.HasGradient(output))
                inside.Add(branch.Output[output].Name, node.GradientOf(output) with { Writer = inside.Writer });
        }

        inside.Run();
        if (inside.Refusal is { } reason)
        {
            node.Refuse(reason);
            return null;
        }

        return inside.Finish(
            [], captured.Select(value => (inside.GradientOf(value) ?? Zeros(inside, value), inside.Fact(value).Shape.Count)));
    }

    private static GraphValue Zeros(BackwardPass inside, string value) => inside.Value(value).Zeros(inside.Value(value).Shape());
}
