using System.Globalization;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Tests.Gradients.Cases;

namespace PruneBuild.Onnx.Tests.Gradients;

[TestClass]
public sealed class GradientRulesTests
{
    private static readonly GradientCase[] cases =
    [
        .. ArithmeticCases.All, .. FunctionCases.All, .. ActivationCases.All, .. ProductCases.All, .. ReductionCases.All,
        .. NormalizationCases.All, .. ShapeCases.All, .. PartCases.All, .. IndexingCases.All,
        .. ConvolutionCases.All, .. PoolingCases.All, .. RecurrentCases.All, .. EinsumCases.All, .. BodyCases.All,
    ];

    public static IEnumerable<object[]> Cases => cases.Index().Select(pair => new object[] { pair.Index, pair.Item.ToString() });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GradientsAgreeWithFiniteDifferences(int index, string name)
    {
        Assert.AreEqual(name, cases[index].ToString());
        FiniteDifferences.Check(cases[index]);
    }

    [TestMethod]
    public void EveryRuleHasACase()
    {
        // Straight through rounding there is no difference to compare with: see QuantizationRulesTests.
        string[] rounding = ["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger"];
        var untested = GradientRules.Operators.Except(cases.Select(test => test.Operator)).Except(rounding).Order(StringComparer.Ordinal);

        Assert.AreEqual(
            "", string.Join(", ", untested), string.Create(CultureInfo.InvariantCulture, $"{cases.Length} cases; without any:"));
    }
}
