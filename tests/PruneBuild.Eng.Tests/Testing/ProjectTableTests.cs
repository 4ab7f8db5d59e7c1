using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Tests.Testing;

[TestClass]
public sealed class ProjectTableTests
{
    [TestMethod]
    public void EachTestIsALineUnderItsClass()
    {
        var page = ProjectTable.Of(
        [
            new("LibraryTests", "AnAppGetsTheModel", "Passed", TimeSpan.Zero),
            new("PublishTests", "APublishedAppRuns (\"Native AOT\",\"<PublishAot>true</PublishAot>\")", "NotExecuted", TimeSpan.Zero,
                "Assert.Inconclusive failed. no package source here has runtime.linux-x64.Microsoft.DotNet.ILCompiler"),
            new("PublishTests", "APublishedAppRuns (\"self-contained\",\"\")", "NotExecuted", TimeSpan.Zero),
            new("PublishTests", "APublishedAppRuns (\"trimmed\",\"\")", "Failed", TimeSpan.Zero),
        ], "linux-x64");
        StringAssert.Contains(page, "made on linux-x64,");
        StringAssert.EndsWith(page, """
            ## Library

            | what | works |
            | --- | --- |
            | An app gets the model | yes |

            ## Publish

            | what | works |
            | --- | --- |
            | A published app runs: Native AOT | not tried here: no package source here has runtime.linux-x64.Microsoft.DotNet.ILCompiler |
            | A published app runs: self-contained | not tried here |
            | A published app runs: trimmed | **no** |

            """.ReplaceLineEndings("\n"));
    }
}
