using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class StepBatchesTests
{
    /// <summary>2,048 tokens a step, a quarter of them in a batch; one record at least.</summary>
    [TestMethod]
    [DataRow(16, 32, 16)]
    [DataRow(16, 100, 4)]
    [DataRow(11, 200, 2)]
    [DataRow(16, 256, 2)]
    [DataRow(3, 600, 1)]
    public void StepsOfALanguageModelHaveFewTokens(int records, int length, int most)
    {
        var batches = Tokens(records, length);

        var cut = Cut(Model(11), batches, null);

        Assert.AreEqual(most, cut.Max(batch => batch.Records.Count));
        Assert.IsGreaterThanOrEqualTo(most - 1, cut.Min(batch => batch.Records.Count));
        AssertSame(batches, cut);
        Assert.AreEqual(Math.Min(4, cut.Count), StepBatches.PerStep(cut, Recipe(null)));
    }

    /// <summary>What is scored is no vocabulary.</summary>
    [TestMethod]
    public void OtherStepsHaveFourBatchesAsTheyAre()
    {
        IReadOnlyList<Batch> batches = [.. Tokens(16, 256), .. Tokens(16, 256), .. Tokens(16, 256)];

        Assert.AreEqual(16, Cut(Model(5), batches, null).Min(batch => batch.Records.Count));
        Assert.AreEqual(4, StepBatches.PerStep(batches, Recipe(null)));
    }

    /// <summary>Batches no larger than those of the data, as many as come close to the size.</summary>
    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(5, 2, 2)]
    [DataRow(6, 2, 3)]
    [DataRow(8, 2, 4)]
    [DataRow(20, 4, 5)]
    [DataRow(31, 8, 4)]
    [DataRow(96, 16, 6)]
    [DataRow(1000, 16, 16)]
    [DataRow(int.MaxValue, 16, 16)]
    public void AStepHasAsManyRecordsAsAreAskedFor(int size, int most, int count)
    {
        IReadOnlyList<Batch> batches = [.. Enumerable.Range(0, 16).SelectMany(_ => Tokens(16, 256).Take(1))];

        var cut = Cut(Model(11), batches, size);

        Assert.AreEqual(most, cut.Max(batch => batch.Records.Count));
        Assert.AreEqual(count, StepBatches.PerStep(cut, Recipe(size)));
    }

    [TestMethod]
    [DataRow(null, 2)]
    [DataRow(32, 2)]
    [DataRow(8, 1)]
    public void AModelThatFixesItsBatchesIsTrainedOnThem(int? size, int count)
    {
        var batches = Tokens(16, 256);

        var cut = Cut(Model(11, fixedSize: 16), batches, size);

        Assert.AreSame(batches, cut);
        Assert.AreEqual(count, StepBatches.PerStep(cut, Recipe(size)));
    }

    /// <summary>Weights of rows that all records share are no reason to judge by whole batches; values in another order are.</summary>
    [TestMethod]
    [DataRow(16, 4)]
    [DataRow(1, 4)]
    [DataRow(3, 1)]
    public void HeldOutRecordsAreJudgedApartWhereTheyCanBe(int rows, int parts)
    {
        var batch = Tokens(16, 5)[0];
        var fed = batch with
        {
            Inputs = new Dictionary<string, Tensor>(batch.Inputs) { ["rows"] = Tensor.Of(new float[rows * 2], rows, 2) },
        };

        var apart = StepBatches.Apart(fed, 4).ToArray();

        Assert.HasCount(parts, apart);
        AssertSame([fed], apart);
        Assert.IsTrue(apart.All(part => part.Inputs["rows"].Shape[0] == (rows == 16 ? 16 / parts : rows)));
    }

    private static RecoveryRecipe Recipe(int? size) => new([TrainedFamily.Biases]) { BatchSize = size };

    private static IReadOnlyList<Batch> Cut(OnnxModel model, IReadOnlyList<Batch> batches, int? size) =>
        StepBatches.Of(batches, model, SampleInputs.Probe(model, Device.Cpu, data: () => batches[0]).Value!.Facts, Recipe(size));

    /// <summary>Token ids → scores of <paramref name="answers" /> tokens at each.</summary>
    private static OnnxModel Model(int answers, int? fixedSize = null)
    {
        var model = new ModelBuilder();
        model = fixedSize is { } size
            ? model.Input("ids", ElementType.Int64, size, "sequence")
            : model.Input("ids", ElementType.Int64, "batch", "sequence");
        return model.Weight("embedding", 1, 11, 8).Weight("head", 2, 8, answers)
            .Node("Gather", ["embedding", "ids"], ["x"]).Node("MatMul", ["x", "head"], ["y"])
            .Output("y").Build();
    }

    /// <summary>Two batches, with all that a batch can have.</summary>
    private static IReadOnlyList<Batch> Tokens(int records, int length) =>
    [
        .. Enumerable.Range(0, 2).Select(number => new Batch(
            new Dictionary<string, Tensor>
            {
                ["ids"] = Tensor.Of([.. Enumerable.Range(number, records * length).Select(i => (long)(i * 7 % 11))], records, length),
            },
            Enumerable.Range(number * records, records).ToValueList(),
            Tensor.Of([.. Enumerable.Range(0, records * length).Select(i => (float)(i % 2))], records, length))
        {
            Next = Enumerable.Range(0, records).Select(row => (long)row).ToValueList(),
            Labels = Enumerable.Range(0, records).Select(row => row / 2.0).ToValueList(),
            Answers = Tensor.Of([.. Enumerable.Range(0, records).Select(row => (long)row)], records),
        }),
    ];

    /// <summary>Every record is there once, in order, with all that belongs to it.</summary>
    private static void AssertSame(IReadOnlyList<Batch> expected, IReadOnlyList<Batch> cut)
    {
        Equal(batch => batch.Records);
        Equal(batch => batch.Inputs["ids"].ToInt64s());
        Equal(batch => batch.RowMask!.ToFloats());
        Equal(batch => batch.Next!);
        Equal(batch => batch.Labels!);
        Equal(batch => batch.Answers!.ToInt64s());

        void Equal<T>(Func<Batch, IEnumerable<T>> values) =>
            CollectionAssert.AreEqual(expected.SelectMany(values).ToArray(), cut.SelectMany(values).ToArray());
    }
}
