using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>The words for structure kinds that people read and manifests take.</summary>
public static class StructureWords
{
    /// <summary>The word of the manifest's <c>structures</c> list.</summary>
    public static string Key(StructureKind kind) => kind switch
    {
        StructureKind.Heads => "heads",
        StructureKind.Neurons => "neurons",
        StructureKind.Channels => "channels",
        StructureKind.Width => "width",
        StructureKind.HeadWidth => "head-width",
        StructureKind.Experts => "experts",
        StructureKind.Layers => "layers",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a structure kind."),
    };

    /// <summary>A number of units in words: <c>72 attention heads</c>.</summary>
    public static string Count(StructureKind kind, int units) => $"{units} {(units == 1 ? One(kind) : One(kind) + "s")}";

    /// <summary>A group's units in words: <c>12 heads × 32</c>, <c>1536 neurons</c>.</summary>
    public static string Units(PruneGroup group) => group.Kind switch
    {
        StructureKind.Heads => $"{group.Units} heads × {group.UnitWidth}",
        _ when group.UnitWidth > 1 => $"{Count(group.Kind, group.Units)} × {group.UnitWidth}",
        _ => Count(group.Kind, group.Units),
    };

    private static string One(StructureKind kind) => kind switch
    {
        StructureKind.Heads => "attention head",
        StructureKind.Neurons => "neuron",
        StructureKind.Channels => "channel",
        StructureKind.Width => "residual feature",
        StructureKind.HeadWidth => "head feature",
        StructureKind.Experts => "expert",
        StructureKind.Layers => "layer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a structure kind."),
    };
}
