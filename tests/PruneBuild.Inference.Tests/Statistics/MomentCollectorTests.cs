using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class MomentCollectorTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void AnyNumberOfWorkersGivesTheSameBits(int workers)
    {
        var batches = TestModels.Batches(9, 3, 5, 4);

        var once = Collect(TestModels.TwoLayers(40), batches, 1);
        var again = Collect(TestModels.TwoLayers(40), batches, workers);

        CollectionAssert.AreEqual(once.Gram!.Values.ToArray(), again.Gram!.Values.ToArray());
        CollectionAssert.AreEqual(once.Sums, again.Sums);
        Assert.AreEqual(9L * 3 * 5, again.Rows);
    }

    [TestMethod]
    public void SumsAreThoseOfTheFeatures()
    {
        var model = TestModels.TwoLayers();
        var batches = TestModels.Batches(4, 2, 3, 4);

        var moments = Collect(model, batches, 1);

        var rows = batches.SelectMany(batch => Features(model, batch).Chunk(6)).ToArray();
        for (var i = 0; i < 6; i++)
        {
            Close.AreClose(rows.Sum(row => (double)row[i]), moments.Sums[i], 1e-5);
            Close.AreClose(rows.Sum(row => (double)row[i] * row[i]), moments.SquareSums[i], 1e-5);
            for (var j = 0; j < 6; j++)
                Close.AreClose(rows.Sum(row => (double)row[i] * row[j]), moments.Gram![i, j], 1e-5, floor: 1);
        }
    }

    [TestMethod]
    public void PaddingDoesNotCountWhateverStandsInIt()
    {
        var model = TestModels.TwoLayers();
        var whole = TestModels.Values(3, 2, 5, 4).ToFloats();
        float[] padded = [.. whole];
        // The second record has three positions; behind them stands what no sum survives.
        Array.Fill(padded, float.NaN, (5 + 3) * 4, 2 * 4);
        var batch = new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(padded, 2, 5, 4) }, [0, 1],
            Tensor.Of([1f, 1, 1, 1, 1, 1, 1, 1, 0, 0], 2, 5));
        Batch[] apart =
        [
            new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(whole[..20], 1, 5, 4) }, [0]),
            new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(whole[20..32], 1, 3, 4) }, [1]),
        ];

        var together = Collect(model, [batch], 1);
        var alone = Collect(model, apart, 1);

        Assert.AreEqual(8L, together.Rows);
        Close.AreClose(alone.Gram!.Values, together.Gram!.Values, 1e-6);
        Close.AreClose(alone.Sums, together.Sums, 1e-6);
    }

    [TestMethod]
    public void ValuesThatAreNotFiniteNameTapAndRecords()
    {
        var batches = TestModels.Batches(3, 2, 1, 4);
        batches[1] = batches[1] with
        {
            Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Repeat(float.PositiveInfinity, 8)], 2, 1, 4) },
        };

        var collected = TryCollect(TestModels.TwoLayers(), batches, 2);

        Assert.AreEqual("PB3007", collected.Diagnostics.Single().Code);
        StringAssert.Contains(collected.Diagnostics[0].Message, "'h'");
        StringAssert.Contains(collected.Diagnostics[0].Message, "records 2 to 3");
    }

    [TestMethod]
    public void ProgressCountsRecords()
    {
        var told = new List<int>();

        TestModels.Must(TryCollect(TestModels.TwoLayers(), TestModels.Batches(3, 2, 1, 4), 1, told.Add));

        CollectionAssert.AreEqual(new[] { 2, 4, 6 }, told);
    }

    private static Moments Collect(OnnxModel model, IReadOnlyList<Batch> batches, int workers) =>
        TestModels.Must(TryCollect(model, batches, workers)).Values.Single();

    private static Diagnostics.Result<IReadOnlyDictionary<MomentRequest, Moments>> TryCollect(
        OnnxModel model, IReadOnlyList<Batch> batches, int workers, Action<int>? progress = null)
    {
        var consumer = TestModels.Structure(model, out var facts).Groups
            .Single(group => group.Kind == StructureKind.Neurons).Consumers.Single();
        ValueList<long>? mask = batches.Any(batch => batch.RowMask is not null) ? facts.Find("x")!.Shape.Take(2).ToValueList() : null;
        var instrumented = TestModels.Must(
            MomentGraph.Instrument(model, facts, [new MomentRequest(consumer, MomentDetail.Gram)], new MomentOptions(mask)));
        using var session = TestModels.Must(ModelSession.Open(instrumented.Model, Device.Cpu, SessionSettings.Reproducible));
        return MomentCollector.Collect(session, instrumented, batches, workers, progress);
    }

    private static float[] Features(OnnxModel model, Batch batch)
    {
        var proto = model.Proto.Clone();
        proto.Graph.Output.Add(new Onnx.Proto.ValueInfoProto { Name = "h" });
        using var session = TestModels.Open(model.With(proto));
        return session.Run(batch.Inputs)["h"].ToFloats();
    }
}
