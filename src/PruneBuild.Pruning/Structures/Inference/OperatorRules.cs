using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures.Inference.Rules;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>All operator rules there are. A new rule is one more entry.</summary>
internal static class OperatorRules
{
    private static readonly IOperatorRule[] All =
    [
        new ElementwiseRule(), new MatMulRule(), new GemmRule(), new ConvRule(), new ConvTransposeRule(), new ChannelNormRule(),
        new LayerNormRule(), new SoftmaxRule(), new PoolRule(), new ReduceRule(), new ReshapeRule(), new AxisOrderRule(), new ConcatRule(),
        new SplitRule(), new SliceRule(), new PadRule(), new GatherRule(), new ExpandRule(), new ShapeRule(), new RangeRule(),
        new PositionRule(), new RecurrentRule(), new DepthSpaceRule(), new QuantizeRule(), new DynamicQuantizeRule(), new QuantizedProductRule(),
        new GroupNormRule(), new MatMulNBitsRule(), new ImageRule(),
    ];

    private static readonly Dictionary<string, IOperatorRule> ByOperator =
        All.SelectMany(rule => rule.Operators.Select(name => (name, rule))).ToDictionary(pair => pair.name, pair => pair.rule);

    /// <summary>Operators with a rule, sorted.</summary>
    public static IEnumerable<string> Operators => ByOperator.Keys.Order(StringComparer.Ordinal);

    /// <summary>The rule of a node's operator, or null.</summary>
    public static IOperatorRule? Find(NodeProto node) =>
        ByOperator.GetValueOrDefault(node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}::{node.OpType}");
}
