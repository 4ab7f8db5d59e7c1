using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class PublishedTuningTests
{
    /// <summary>Query weights and the like may be cut; what survives of the projection behind the heads is the original's,
    /// and neurons are scaled.</summary>
    [TestMethod]
    public void TheFirstAttentionKeepsItsWeightsAndNeuronsAreScaled()
    {
        var model = SmallModels.Of("encoder");
        var recipe = SmallModels.Recipe("kwon", 0.4) with
        {
            Reconstruction = new Rescale(perUnit: true), TunesAsPublished = true, Budget = new Budget.Units(0.5),
        };

        var outcome = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 400, 1), Device.Cpu)).Prune();

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsTrue(SurvivesAsItWas("attention.output.weight"));
        Assert.IsFalse(SurvivesAsItWas("ffn.down.weight"), string.Join("; ", outcome.Value.Notes));

        bool SurvivesAsItWas(string weight)
        {
            var rows = Rows(model, weight);
            return Rows(outcome.Value.Pruned, weight).All(row => rows.Any(row.SequenceEqual));
        }
    }

    [TestMethod]
    public void NeuronsThatAreReadAtOnePositionAreSeenThereOnly()
    {
        var model = SmallModels.Of("encoder");
        var (tuning, cut, facts) = Of(model, "ffn.up");
        var target = MatchTarget.Find(model, new GraphIndex(model.Graph), cut.Consumer);
        var batch = SmallModels.Batches(model, 1, 1)[0];
        var extended = TargetGraph.Append(model, target, facts.Find(cut.Consumer.Node)!);

        var (narrow, known, consumer, value) = tuning.Narrow(extended, facts, cut, cut.Consumer);

        CollectionAssert.AreEqual(new long[] { facts.Find(cut.Consumer.Tap)!.Shape[0], 1, 12 }, known.Find(consumer.Tap)!.Shape.ToArray());
        string[] names = [cut.Consumer.Tap, consumer.Tap, TargetGraph.Value, value];
        narrow.Proto.Graph.Output.Add(names.Select(name => new Onnx.Proto.ValueInfoProto { Name = name }));
        using var session = ModelSession.Open(narrow, Device.Cpu).Value!;
        var inputs = batch.Inputs
            .Append(new(TargetGraph.TeacherInput, Tensor.Of(SeededValues.Floats(3, 2 * 7 * 12), 2, 7, 12))).ToDictionary();
        var results = session.Run(inputs, names);
        for (var i = 0; i < names.Length; i += 2)
            CollectionAssert.AreEqual(results[names[i]].Take(1, [0]).ToFloats(), results[names[i + 1]].ToFloats(), names[i]);
    }

    [TestMethod]
    [DataRow("tokens", "one.up")]
    [DataRow("encoder", "attention")]
    public void WhatEveryPositionReadsAndWhatIsNoNeuronIsSeenWhole(string name, string group)
    {
        var model = SmallModels.Of(name);
        var (tuning, cut, facts) = Of(model, group);

        Assert.AreSame(model, tuning.Narrow(model, facts, cut, cut.Consumer).Model);
        Assert.AreEqual(name == "encoder", tuning.LeavesAlone(cut));
    }

    private static (PublishedTuning Tuning, ConsumerCut Cut, ShapeFacts Facts) Of(OnnxModel model, string group)
    {
        var analysed = StructureAnalysis.Analyse(model, SmallModels.Batches(model, 2, 1), Device.Cpu).Value!;
        var facts = analysed.Probe.Facts;
        var units = analysed.Structure.Group(group).Units;
        var plan = new PrunePlan([new KeptUnits(group, units, [.. Enumerable.Range(0, units)], 0)]);
        return (new PublishedTuning(model, facts, analysed.Structure), ConsumerCut.Of(model, analysed.Structure, plan).Single(), facts);
    }

    private static float[][] Rows(OnnxModel model, string weight)
    {
        var tensor = model.Graph.Initializer.Single(tensor => tensor.Name == weight);
        return [.. model.Read(tensor).ToFloats().Chunk((int)tensor.Dims[1])];
    }
}
