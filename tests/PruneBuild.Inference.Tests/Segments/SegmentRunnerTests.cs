using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Segments;

[TestClass]
public sealed class SegmentRunnerTests
{
    [TestMethod]
    public void PiecesGiveWhatTheWholeModelGives()
    {
        var model = TestModels.Chain();
        var batches = TestModels.Batches(3, 2, 4);
        var runner = new SegmentRunner(Device.Cpu);

        var first = TestModels.Must(runner.Advance(Frontier.Start(batches), model, ["a0"], ["a0"]));
        var second = TestModels.Must(runner.Advance(first.Frontier, model, ["b"]));
        var last = TestModels.Must(runner.Advance(second.Frontier, model, ["c"], ["c"]));

        using var session = TestModels.Open(model);
        for (var i = 0; i < batches.Length; i++)
            Close.AreClose(session.Run(batches[i].Inputs)["c"].ToFloats(), last.Wanted[i]["c"].ToFloats(), 1e-6);
    }

    [TestMethod]
    public void WhatDoesNotFitInMemoryIsTheSameInAFile()
    {
        var model = TestModels.Chain();
        var start = Frontier.Start(TestModels.Batches(3, 2, 4));
        var (inMemory, spilling) = (new SegmentRunner(Device.Cpu), new SegmentRunner(Device.Cpu, memory: 2 * 2 * 4 * sizeof(float)));

        var (kept, spilled) = (Two(inMemory), Two(spilling));

        for (var i = 0; i < 3; i++)
        {
            CollectionAssert.AreEqual(kept.Wanted[i]["c"].ToFloats(), spilled.Wanted[i]["c"].ToFloats());
            CollectionAssert.AreEqual(kept.Frontier.Batches[i].Inputs["b"].ToFloats(), spilled.Frontier.Batches[i].Inputs["b"].ToFloats());
        }

        CollectionAssert.AreEquivalent(kept.Frontier.Values.ToArray(), spilled.Frontier.Values.ToArray());

        SegmentRun Two(SegmentRunner runner)
        {
            var half = TestModels.Must(runner.Advance(start, model, ["a"])).Frontier;
            return TestModels.Must(runner.Advance(half, model, ["b"], ["c"]));
        }
    }

    [TestMethod]
    public void WhatMakesAConstantHasRunOnceANodeThatReadsItHas()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 4)
            .Weight("w1", 1, 5, 4).Weight("w2", 2, 6, 5)
            .Node("Identity", ["w1"], ["i1"]).Node("Transpose", ["i1"], ["t1"], ("perm", new long[] { 1, 0 }))
            .Node("Transpose", ["w2"], ["t2"], ("perm", new long[] { 1, 0 }))
            .Node("MatMul", ["x", "t1"], ["a"]).Node("Tanh", ["a"], ["b"]).Node("MatMul", ["b", "t2"], ["c"]).Output("c").Build();
        var start = Frontier.Start(TestModels.Batches(2, 2, 2, 4));

        var half = TestModels.Must(new SegmentRunner(Device.Cpu).Advance(start, model, ["a"])).Frontier;
        var end = TestModels.Must(new SegmentRunner(Device.Cpu).Advance(half, model, ["c"])).Frontier;

        Assert.IsFalse(start.HasRun("t1"));
        CollectionAssert.AreEqual(
            new[] { true, true, true, false, false }, new[] { "i1", "t1", "a", "t2", "c" }.Select(half.HasRun).ToArray());
        Assert.IsTrue(end.HasRun("t2"));
    }

    [TestMethod]
    public void ABatchThatDoesNotRunIsADiagnostic()
    {
        var runner = new SegmentRunner(Device.Cpu);
        var start = Frontier.Start([.. TestModels.Batches(1, 2, 4), .. TestModels.Batches(1, 2, 5)]);

        Assert.AreEqual("PB3005", runner.Advance(start, TestModels.Chain(), ["b"]).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void AFrontierHoldsWhatLaterNodesReadAndNothingElse()
    {
        var runner = new SegmentRunner(Device.Cpu);
        var start = Frontier.Start(TestModels.Batches(3, 2, 4));

        var behindB = TestModels.Must(runner.Advance(start, TestModels.Chain(), ["b"])).Frontier;

        // a is read again by the addition at the end; x, a0 and b0 are done with.
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, behindB.Values.ToArray());
        CollectionAssert.AreEqual(new[] { "x" }, start.Values.ToArray());
    }

    [TestMethod]
    public void ValuesThatAreLiveAlreadyAreHandedOutWithoutARun()
    {
        var runner = new SegmentRunner(Device.Cpu);
        var at = TestModels.Must(runner.Advance(Frontier.Start(TestModels.Batches(2, 2, 4)), TestModels.Chain(), ["a"], ["a"]));

        var again = TestModels.Must(runner.Advance(at.Frontier, TestModels.Chain(), ["a"], ["a"]));

        Assert.HasCount(2, again.Wanted);
        CollectionAssert.AreEqual(at.Wanted[1]["a"].ToFloats(), again.Wanted[1]["a"].ToFloats());
    }

    [TestMethod]
    public void NodesBehindTheFrontierDoNotRunAgain()
    {
        var runner = new SegmentRunner(Device.Cpu);
        var at = TestModels.Must(runner.Advance(Frontier.Start(TestModels.Batches(1, 2, 4)), TestModels.Chain(), ["a"])).Frontier;
        // A first layer that would answer otherwise: whoever runs it again shows it.
        var changed = TestModels.Chain().Proto.Clone();
        changed.Graph.Node[0].OpType = "Max";

        var onward = TestModels.Must(runner.Advance(at, new OnnxModel(changed), ["c"], ["c"]));

        using var session = TestModels.Open(TestModels.Chain());
        Close.AreClose(session.Run(TestModels.Batches(1, 2, 4)[0].Inputs)["c"].ToFloats(), onward.Wanted[0]["c"].ToFloats(), 1e-6);
    }

    [TestMethod]
    public void MomentsFromAFrontierAreThoseOfTheWholeRun()
    {
        var model = TestModels.Chain();
        var structure = TestModels.Structure(model, out var facts);
        var consumer = structure.Groups.SelectMany(group => group.Consumers).First(consumer => consumer.Node == "c0");
        MomentRequest[] requests = [new(consumer, MomentDetail.Gram)];
        var runner = new SegmentRunner(Device.Cpu);
        var start = Frontier.Start(TestModels.Batches(3, 2, 4));
        var behindA = TestModels.Must(runner.Advance(start, model, ["a"])).Frontier;

        var whole = TestModels.Must(runner.Measure(start, model, [], facts, requests));
        var part = TestModels.Must(runner.Measure(behindA, model, ["b0"], facts, requests, apart: [0, 2]));
        var twoOfThem = TestModels.Must(runner.Measure(start.Only([0, 2]), model, [], facts, requests));

        Close.AreClose(whole.Moments[requests[0]].Gram!.Values, part.Moments[requests[0]].Gram!.Values, 1e-12);
        Close.AreClose(twoOfThem.Moments[requests[0]].Gram!.Values, part.Apart![requests[0]].Gram!.Values, 1e-12);
        Assert.IsNull(whole.Apart);
        CollectionAssert.AreEquivalent(new[] { "a", "b0" }, part.Frontier.Values.ToArray());
        CollectionAssert.AreEquivalent(new[] { "x" }, whole.Frontier.Values.ToArray());
    }

    [TestMethod]
    public void TargetsFromOutsideGiveCrossMoments()
    {
        var model = TestModels.TwoLayers();
        var consumer = TestModels.Structure(model, out var facts).Groups
            .Single(group => group.Kind == StructureKind.Neurons).Consumers.Single();
        var proto = model.Proto.Clone();
        proto.Graph.Input.Add(ValueInfos.Tensor("target", ElementType.Float, 3));
        var request = new MomentRequest(consumer, MomentDetail.Gram, "target");
        var batches = TestModels.Batches(2, 1, 2, 4);
        var ones = new Dictionary<string, Tensor> { ["target"] = Tensor.Of([1f, 2, 3, 1, 2, 3], 1, 2, 3) };

        var moments = TestModels.Must(new SegmentRunner(Device.Cpu).Measure(
            Frontier.Start(batches), model.With(proto), [], facts, [request], extras: _ => ones)).Moments[request];

        CollectionAssert.AreEqual(new double[] { 4, 8, 12 }, moments.TargetSums);
        for (var feature = 0; feature < 6; feature++)
            for (var output = 0; output < 3; output++)
                Close.AreClose((output + 1) * moments.Sums[feature], moments.Cross![feature, output], 1e-6, floor: 1);
    }
}
