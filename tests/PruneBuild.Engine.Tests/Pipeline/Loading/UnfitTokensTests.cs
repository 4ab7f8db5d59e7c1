using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pipeline.Loading;

[TestClass]
public sealed class UnfitTokensTests
{
    private const string Words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n";

    [TestMethod]
    public void TokensBeyondTheTableNameTheVocabulary() => Expect(
        "a b", Tokenize(8), rows: 6, "prune.yaml(7,61)",
        "records of 'rows.csv' have tokens up to 6, and input 'ids' takes those below 6. "
        + "Name this model's own vocabulary in place of 'vocab.txt'.");

    [TestMethod]
    public void MoreTokensThanPositionsNameTheLengthThatRuns() => Expect(
        "a b c a b c", Tokenize(8), rows: 8, "prune.yaml(7,84)",
        "records of 'rows.csv' have 8 tokens, and it runs on 6, not on 7. Write 'max-length: 6'.");

    [TestMethod]
    public void WindowsThatAreTooLongNameTheirKey() => Expect(
        "a b c a b c", $"{Tokenize(4)}\n      sequence-length: 7", rows: 8, "prune.yaml(8,24)",
        "records of 'rows.csv' have 7 tokens, and it runs on 6, not on 7. Write 'sequence-length: 6'.");

    [TestMethod]
    public void OtherFailuresAreNotExplained() => Assert.IsNull(Cause("a b", Tokenize(8), rows: 8, positions: 0));

    private static string Tokenize(int length) =>
        $"prepare: [ {{ tokenize: {{ kind: wordpiece, vocabulary: vocab.txt, max-length: {length} }} }} ]";

    private static void Expect(string text, string data, int rows, string place, string words)
    {
        var problem = Cause(text, data, rows, positions: 6)!;
        StringAssert.Contains($"{problem}", $"{place}: error PB3005: ");
        StringAssert.Contains(problem.Message, words);
    }

    private static Diagnostic? Cause(string text, string prepare, int rows, int positions)
    {
        using var folder = new TemporaryFolder();
        folder.Write("rows.csv", $"text\n{text}\n");
        folder.Write("vocab.txt", Words);
        var parsed = ManifestReader.Parse(
            "version: 1\nmodels:\n  m:\n    source: m.onnx\n    data:\n      calibration: rows.csv\n"
            + $"      {prepare}\n"
            + "    prune: { method: magnitude, remove: { flops: 50% } }\n",
            folder.File("prune.yaml"));
        Assert.IsTrue(parsed.IsOk, string.Join('\n', parsed.Diagnostics));
        var (manifest, data, model) = (parsed.Value, parsed.Value.Models[0].Data!, Model(rows, positions));
        var loaded = DataSets.Load(data, data.Calibration!, model, 0, manifest);
        Assert.IsTrue(loaded.IsOk, string.Join('\n', loaded.Diagnostics));
        var batch = loaded.Value.Batches.Single();
        using var session = ModelSession.Open(model, Device.Cpu).Value!;
        var failure = Assert.ThrowsExactly<InferenceException>(() => session.Run(batch.Inputs));
        return new UnfitTokens(model, data).Cause(session, batch, data.Calibration!, failure);
    }

    /// <summary>A table of tokens, and one of positions, of which a node adds as many as there are tokens.</summary>
    private static OnnxModel Model(int rows, int positions) => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("table", 1, rows, 4).Weight("positions", 2, positions, 4)
        .Integers("from", 0).Integers("axis", 0)
        .Node("Shape", ["ids"], ["length"], ("start", 1))
        .Node("Slice", ["positions", "from", "length", "axis"], ["some"])
        .Node("Gather", ["table", "ids"], ["x"]).Node("Add", ["x", "some"], ["y"])
        .Output("y", ElementType.Float, "batch", "sequence", 4)
        .Build();
}
