using PruneBuild.Onnx.Gradients.Bodies;
using PruneBuild.Onnx.Gradients.Rules;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Every rule, by operator.</summary>
internal static class GradientRules
{
    private static readonly IReadOnlyDictionary<string, GradientRule>[] families =
    [
        ArithmeticRules.All,
        FunctionRules.All,
        ActivationRules.All,
        ProductRules.All,
        ReductionRules.All,
        NormalizationRules.All,
        ShapeRules.All,
        PartRules.All,
        IndexingRules.All,
        ConvolutionRules.All,
        PoolingRules.All,
        RecurrentRules.All,
        EinsumRule.All,
        QuantizationRules.All,
        BodyRules.All,
    ];

    private static readonly Dictionary<string, GradientRule> rules = families.SelectMany(family => family).ToDictionary();

    // Constant but for jumps: their gradient is zero wherever it exists.
    private static readonly HashSet<string> flat =
    [
        "Floor", "Ceil", "Round", "Sign", "ConstantOfShape", "EyeLike", "OneHot", "Bernoulli", "Multinomial",
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
    ];

    /// <summary>Operators that have a rule.</summary>
    public static IReadOnlyCollection<string> Operators => rules.Keys;

    /// <summary>The rule of a node's operator, or null.</summary>
    public static GradientRule? Find(NodeProto node) => rules.GetValueOrDefault(Key(node));

    /// <summary>True when the outputs do not change with small changes of the inputs.</summary>
    public static bool IsFlat(NodeProto node) => OnnxDomains.IsDefault(node.Domain) && flat.Contains(node.OpType);

    /// <summary>True when integers that the node makes stand for floats: that they have no gradient is then no
    /// reason to ignore a path.</summary>
    public static bool Quantizes(NodeProto node) =>
        node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" or "MatMulInteger" or "ConvInteger" or "QLinearMatMul" or "QLinearConv";

    private static string Key(NodeProto node) => OnnxDomains.IsDefault(node.Domain) ? node.OpType : $"{node.Domain}:{node.OpType}";
}
