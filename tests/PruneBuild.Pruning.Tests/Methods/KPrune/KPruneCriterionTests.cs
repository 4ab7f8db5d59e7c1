using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.KPrune;

[TestClass]
public sealed class KPruneCriterionTests
{
    private static readonly Sensitivity Measured = new([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60], 8);

    [TestMethod]
    public void TheFirstSubLayerIsRankedByWhatItPutsOutAlone()
    {
        var scores = new KPruneCriterion(KPruneOptions.Published)
            .Scores(GoldenLayer.Evidence() with { Sensitivity = new Sensitivity(new double[6], new double[6], 8) });

        Close.AreClose([.. Knowledge.Representational(GoldenLayer.Evidence().Consumers[0]).Select(score => 2.5e-4 * score)], scores, 1e-12);
    }

    [TestMethod]
    public void BothKindsOfKnowledgeAreWeighed()
    {
        var scores = new KPruneCriterion(KPruneOptions.Published with { PredictiveWeight = 2, RepresentationalWeight = 3 })
            .Scores(GoldenLayer.Evidence() with { Sensitivity = Measured });

        var representational = Knowledge.Representational(GoldenLayer.Evidence().Consumers[0]);
        for (var unit = 0; unit < 6; unit++)
            Assert.AreEqual((2 * 0.5 * (unit + 1) / 8) + (3 * representational[unit]), scores[unit], 1e-12);
    }

    [TestMethod]
    public void CurvatureIsReadRecordByRecord()
    {
        var fisher = new KPruneOptions(PredictiveKnowledge.Fisher, RepresentationalWeight: 0);

        Close.AreClose(
            [0.625, 1.25, 1.875, 2.5, 3.125, 3.75],
            new KPruneCriterion(fisher).Scores(GoldenLayer.Evidence() with { Sensitivity = Measured }), 1e-12);
        Assert.AreEqual(MaskLossKind.Curvature, new KPruneCriterion(fisher).Sensitivity.Kind);
    }

    [TestMethod]
    [DataRow(64.0, 64.0)]
    [DataRow(null, 2.0)]
    public void HeadsAreMultipliedByTheirFactor(double? factor, double expected)
    {
        var evidence = GoldenLayer.Evidence(StructureKind.Heads, 2);

        var scores = new KPruneCriterion(new KPruneOptions(RepresentationalWeight: 1, HeadFactor: factor)).Scores(evidence);

        Close.AreClose([expected * 0.336579, expected * 0.287131, expected * 0.190294], scores, 1e-5);
    }

    [TestMethod]
    public void MeansOverTheKnownHeadsBecomeTheKnownSums() => Close.AreClose(
        [0.673157, 0.574262, 0.380588],
        new KPruneCriterion(
            new KPruneOptions(RepresentationalWeight: 1, HeadFactor: null)).Scores(GoldenLayer.Evidence(StructureKind.Heads, 2)), 1e-5);

    [TestMethod]
    public void ExactHeadsGoInAnotherOrder()
    {
        var evidence = GoldenLayer.Evidence(StructureKind.Heads, 2);
        var exact = new KPruneCriterion(new KPruneOptions(RepresentationalWeight: 1, HeadFactor: null, ExactHeads: true));

        Close.AreClose([0.486884, 0.258541, 0.447442], exact.Scores(evidence), 1e-5);
        CollectionAssert.AreEqual(new[] { 0, 1 }, new KPruneCriterion(KPruneOptions.Published).Choose(evidence).Choices[1].Kept.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 2 }, exact.Choose(evidence).Choices[1].Kept.ToArray());
        Assert.AreEqual(MomentDetail.Gram, exact.Requests(evidence.Group).Single().Detail);
        Assert.AreEqual(MomentDetail.Diagonal, new KPruneCriterion(KPruneOptions.Published).Requests(evidence.Group).Single().Detail);
    }
}
