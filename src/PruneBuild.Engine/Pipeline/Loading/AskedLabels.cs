using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Pipeline.Loading;

/// <summary>What the metrics that a manifest asks for take labels to be.</summary>
internal static class AskedLabels
{
    /// <summary>True when labels of a single score are yes or no: a metric of classes is asked for and none of numbers.</summary>
    public static bool AreClasses(ModelEntry entry)
    {
        var asked = entry.Gates.Select(gate => gate.Metric).Append(entry.Metric?.Value).OfType<string>()
            .Select(name => MetricCatalog.Find(name)?.Labels).ToArray();
        return asked.Contains(LabelKind.Classes) && !asked.Contains(LabelKind.Numbers);
    }
}
