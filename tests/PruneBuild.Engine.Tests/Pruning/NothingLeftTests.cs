using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class NothingLeftTests
{
    [TestMethod]
    public void KeysThatWereNotWrittenAreNotBlamedForAModelWithNothing()
    {
        Assert.DoesNotContain("'only'", NothingLeft.ToPrune(null, 0, 3).Message);
        Assert.DoesNotContain("'only'", NothingLeft.ToMask(null, 0, []).Message);
        StringAssert.Contains(NothingLeft.ToPrune(null, 2, 3).Message, "Of the model's 2 prunable groups");
        StringAssert.Contains(NothingLeft.ToPrune(null, 1, 3).Message, "Of the model's 1 prunable group the");
        StringAssert.Contains(NothingLeft.ToPrune(null, 2, 3).Message, "(3 dimensions cannot be cut at all)");
        StringAssert.Contains(NothingLeft.ToPrune(null, 2, 1).Message, "(1 dimension cannot be cut at all)");
        StringAssert.Contains(NothingLeft.ToMask(null, 2, []).Message, "name weights under 'only'");
    }

    [TestMethod]
    [DataRow(
        "hrank", "cuts channels here, and the model's only prunable group is neurons; nor could 'hrank' judge any of them",
        "no convolution reads its units as maps")]
    [DataRow(
        "batchnorm-scale",
        "cuts channels here, and the model's only prunable group is neurons; nor could 'batchnorm-scale' judge any of them",
        "BatchNormalization")]
    public void AMethodOfOneKindOfStructureSaysWhatItCuts(string method, string what, string why)
    {
        var structure = StructureAnalysis.Analyse(SmallModels.Quantized(), null, Device.Cpu).Value!.Structure;
        structure = structure with { Groups = structure.Groups.Take(1).ToValueList() };
        var recipe = SmallModels.Recipe(method, 0.3) with
        {
            Filter = GroupFilter.Default with { Structures = MethodCatalog.Preset(method)!.Structures },
        };

        var message = NothingLeft.ToPrune(null, recipe, structure).Message;

        StringAssert.StartsWith(message, $"'{method}' {what}");
        StringAssert.Contains(message, why);
        var ofThese = recipe with { Filter = GroupFilter.Default with { Keep = ["*"] } };
        StringAssert.Contains(NothingLeft.ToPrune(null, ofThese, structure).Message, "'only', 'keep' and 'structures' leave none");
    }

    /// <summary>The units inside its only branch are normalised over, and 'inspect' shows the branch.</summary>
    [TestMethod]
    public void AModelOfNothingButLayersIsToldWhatDropsThem()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 8)
            .Weight("in", 1, 8, 6).Weight("inner", 2, 6, 6).Weight("out", 3, 6, 3).Weight("scale", 4, 6).Weight("bias", 5, 6)
            .Node("MatMul", ["x", "in"], ["h"]).Node("LayerNormalization", ["h", "scale", "bias"], ["n"])
            .Node("MatMul", ["n", "inner"], ["m"]).Node("Softmax", ["m"], ["s"], ("axis", -1)).Node("Add", ["h", "s"], ["r"])
            .Node("LayerNormalization", ["r", "scale", "bias"], ["l"]).Node("MatMul", ["l", "out"], ["y"])
            .Output("y").Build();
        var bench = Workbench.Of(SmallModels.Batches(model, 2, 1), Device.Cpu);

        var outcome = new Pruner(model, SmallModels.Recipe("osscar", 0.2), bench).Prune();

        StringAssert.StartsWith(
            outcome.Diagnostics.Single().Message, "The model has no group that can be cut, but 1 layer that 'method: depth' drops whole (");
    }

    [TestMethod]
    public void WeightsThatMasksDoNotKnowAreNamedTheLargestFirst()
    {
        MaskRefusal[] refusals = [.. (((string, int)[])[("a", 4), ("b", 9), ("c", 6), ("d", 8)])
            .Select(one => new MaskRefusal(one.Item1, "node", "MatMulInteger", one.Item2, $"of {one.Item1}"))];

        StringAssert.Contains(
            NothingLeft.ToMask(null, 0, refusals).Message,
            "(4 weights are not known to masks at all: 'b', 'd', 'c' and others; the first because of b)");
        StringAssert.Contains(NothingLeft.ToMask(null, 1, refusals[..1]).Message, "the model's 1 weight that masks know");
        StringAssert.Contains(
            NothingLeft.ToMask(null, 0, refusals[..1]).Message, "(1 weight is not known to masks at all: 'a'; the first because of a)");
    }

    [TestMethod]
    public void NoWeightsAtAllAreNotCounted() => Assert.AreEqual(
        "The model has no weight that masks know. Run 'dotnet prune inspect' to see what the model has.",
        NothingLeft.ToMask(null, 0, []).Message);
}
