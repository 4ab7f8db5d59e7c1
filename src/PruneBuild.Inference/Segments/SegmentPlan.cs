using PruneBuild.Onnx;

namespace PruneBuild.Inference.Segments;

/// <summary>What it takes to move a frontier to other values.</summary>
/// <param name="Kept">Live values that stay live.</param>
/// <param name="New">Values that become live.</param>
/// <param name="Done">Nodes that have run then, by first output, with those that made constants for them.</param>
internal sealed record SegmentPlan(ValueList<string> Kept, ValueList<string> New, IReadOnlySet<string> Done)
{
    /// <summary>Runs everything that <paramref name="upTo" /> needs and that has not run; then what later nodes or the graph's outputs
    /// read is live. Values that follow from constants alone are never live: every segment computes them again.</summary>
    public static SegmentPlan Create(OnnxModel model, Frontier from, IReadOnlyCollection<string> upTo)
    {
        var dependencies = new Dependencies(model.Graph);
        var live = from.Values.ToHashSet();
        var ran = dependencies.Ancestors(upTo, live);
        var done = from.Done.Concat(ran.Concat(dependencies.ConstantsOf(ran)).Select(Dependencies.Key)).ToHashSet();
        return new SegmentPlan(
            live.Where(value => dependencies.IsReadOutside(value, done)).ToValueList(),
            ran.SelectMany(node => node.Output)
                .Where(value => value.Length > 0 && !live.Contains(value) && dependencies.IsReadOutside(value, done))
                .ToValueList(),
            done);
    }
}
