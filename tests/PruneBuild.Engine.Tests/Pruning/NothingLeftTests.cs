using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;

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
