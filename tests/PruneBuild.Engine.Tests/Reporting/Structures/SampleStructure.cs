using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Reporting.Structures;

/// <summary>An encoder of two blocks by hand: 4 heads × 8 on width 32 (MACs 4·32·32), 64 neurons (MACs 2·32·64),
/// and an uncuttable head.</summary>
internal static class SampleStructure
{
    public static ModelStructure TwoBlocks { get; } = new(
        [
            Group("encoder.layer.0.attention", StructureKind.Heads, 4, 8),
            Group("encoder.layer.0.ffn", StructureKind.Neurons, 64, 1),
            Group("encoder.layer.1.attention", StructureKind.Heads, 4, 8),
            Group("encoder.layer.1.ffn", StructureKind.Neurons, 64, 1),
        ],
        [new Refusal("classifier.weight", 32, "embeddings/LayerNorm", "LayerNormalization", "its axis is normalised", 0.01, [])],
        [],
        [],
        [],
        new CostModel(
            ["encoder.layer.0.attention", "encoder.layer.0.ffn", "encoder.layer.1.attention", "encoder.layer.1.ffn"],
            [4, 64, 4, 64],
            [Term("a0", 4 * 32, 8, 0), Term("f0", 2 * 32, 1, 1), Term("a1", 4 * 32, 8, 2), Term("f1", 2 * 32, 1, 3), Fixed("head", 512)],
            [Term("a0", 4 * 32, 8, 0), Term("f0", 2 * 32, 1, 1), Term("a1", 4 * 32, 8, 2), Term("f1", 2 * 32, 1, 3), Fixed("head", 512)]));

    private static PruneGroup Group(string id, StructureKind kind, int units, int width) => new(id, kind, units, [], [], width);

    private static CostTerm Term(string name, double constant, double coefficient, int group) =>
        new(name, [new SizeSum(constant, []), new SizeSum(0, [new SizeMonomial(coefficient, [group])])], 4);

    private static CostTerm Fixed(string name, double size) => new(name, [new SizeSum(size, [])], 4);
}
