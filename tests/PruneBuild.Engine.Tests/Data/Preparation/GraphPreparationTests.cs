using Google.Protobuf;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data.Preparation;

[TestClass]
public sealed class GraphPreparationTests
{
    private const int Count = 1 << 20;

    private static readonly SourceSpan Place = new("prune.yaml", 7, 20);

    [TestMethod]
    public void AColumnThatIsMissingLeavesNoFileOpen()
    {
        using var folder = new TemporaryFolder();
        var model = Write(folder);

        var problem = GraphPreparation.Open(model, Table("b"), [new ModelInput("y", ElementType.Float, [null, Count])], Place).Diagnostics;

        Assert.AreEqual(("PB3023", Place), (problem.Single().Code, problem.Single().Location));
        // Windows deletes no file that is mapped; on Linux the system lists what is.
        File.Delete(folder.File("prepare.data"));
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(folder.File("prepare.data"), File.ReadAllText("/proc/self/maps"));
    }

    [TestMethod]
    public void ExternalDataIsReadThoughTheModelIsClosed()
    {
        using var folder = new TemporaryFolder();
        var model = Write(folder);

        using var preparation =
            GraphPreparation.Open(model, Table("a"), [new ModelInput("y", ElementType.Float, [null, Count])], Place).Value!;

        CollectionAssert.AreEqual(new[] { 8f, 8 }, preparation.Prepare(0).Value!.Inputs["y"].ToFloats()[..2]);
        if (OperatingSystem.IsLinux())
            Assert.Contains(folder.File("prepare.data"), File.ReadAllText("/proc/self/maps"));
    }

    [TestMethod]
    [DataRow("{ \"a\": 5 }", 8f)]
    [DataRow("{ \"a\": [5] }", 8f)]
    [DataRow("{ \"a\": \"5\" }", 8f)]
    [DataRow("{ \"a\": \"five\" }", null)]
    [DataRow("{ \"a\": null }", null)]
    public void NumbersOfATableReachAGraphThatTakesNumbers(string line, float? first)
    {
        using var folder = new TemporaryFolder();
        var table = JsonLinesReader.Read(folder.Write("a.jsonl", line)).Value!;
        using var preparation =
            GraphPreparation.Open(Write(folder), table, [new ModelInput("y", ElementType.Float, [null, Count])], Place).Value!;

        var record = preparation.Prepare(0);

        Assert.AreEqual(first, record.Value?.Inputs["y"].ToFloats()[0]);
        if (first is null)
            Assert.AreEqual(("PB3033", 1), (record.Diagnostics.Single().Code, record.Diagnostics[0].Location!.Line));
    }

    private static RecordTable Table(string column) => new("a.npy", 1, [new TensorColumn(column, Tensor.Of([5f], 1, 1))]);

    /// <summary>y = a + 3, where the threes lie in a file of their own.</summary>
    private static string Write(TemporaryFolder folder)
    {
        var proto = new ModelBuilder().Input("a", ElementType.Float, 1)
            .Initializer("w", Tensor.Of(Enumerable.Repeat(3f, Count).ToArray(), Count))
            .Node("Add", ["a", "w"], ["y"]).Output("y", ElementType.Float, Count).Build().Proto.Clone();
        var weight = proto.Graph.Initializer.Single();
        File.WriteAllBytes(folder.File("prepare.data"), Tensor.Of(Enumerable.Repeat(3f, Count).ToArray(), Count).Bytes);
        weight.ClearRawData();
        weight.FloatData.Clear();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "prepare.data" });
        File.WriteAllBytes(folder.File("prepare.onnx"), proto.ToByteArray());
        return folder.File("prepare.onnx");
    }
}
