using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class RunCommitTests
{
    [TestMethod]
    public void AFileWhoseNameChangedInCaseAloneIsGoneOnlyWhereThatIsAnotherFile()
    {
        var (former, now) = (Files("Model.onnx", "old.data"), Files("model.onnx", "new.data"));
        CollectionAssert.AreEqual(new[] { "old.data" }, RunCommit.Gone(former, now, StringComparer.OrdinalIgnoreCase));
        CollectionAssert.AreEqual(new[] { "Model.onnx", "old.data" }, RunCommit.Gone(former, now, StringComparer.Ordinal));
    }

    private static ArtifactFile[] Files(params string[] names) => [.. names.Select(name => new ArtifactFile(name, "", 0))];
}
