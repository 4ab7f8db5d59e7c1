using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures.Inference.Rules;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>All operator rules there are. A new rule is one more entry.</summary>
internal static class OperatorRules
{
    /// <summary>The rules, in no order that matters.</summary>
    public static IReadOnlyList<IOperatorRule> All { get; } =
    [
        new ElementwiseRule(), new MatMulRule(), new GemmRule(), new ConvRule(), new ConvTransposeRule(), new ChannelNormRule(),
        new LayerNormRule(), new SoftmaxRule(), new PoolRule(), new ReduceRule(), new ReshapeRule(), new AxisOrderRule(), new ConcatRule(),
        new SplitRule(), new SliceRule(), new PadRule(), new GatherRule(), new ExpandRule(), new ShapeRule(), new RangeRule(),
        new PositionRule(), new RecurrentRule(), new DepthSpaceRule(), new QuantizeRule(), new DynamicQuantizeRule(),
        new QuantizedProductRule(), new GroupNormRule(), new MatMulNBitsRule(), new ImageRule(), new PackedAttentionRule(),
        new MultiHeadAttentionRule(), new GroupQueryAttentionRule(), new StandardAttentionRule(), new RotaryRule(), new SkipNormRule(),
        new PlaceRule(), new EinsumRule(),
    ];

    private static readonly Dictionary<string, IOperatorRule> ByOperator =
        All.SelectMany(rule => rule.Operators.Select(name => (name, rule))).ToDictionary(pair => pair.name, pair => pair.rule);

    /// <summary>The rule of a node's operator, or null.</summary>
    public static IOperatorRule? Find(NodeProto node) => ByOperator.GetValueOrDefault(NameOf(node));

    /// <summary>A node's operator as rules name it: bare in the default domain, <c>domain::Name</c> in others.</summary>
    public static string NameOf(NodeProto node) => OnnxDomains.IsDefault(node.Domain) ? node.OpType : $"{node.Domain}::{node.OpType}";
}
