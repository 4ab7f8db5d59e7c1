using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Tests.Testing;

[TestClass]
public sealed class TestOutcomeTests
{
    [TestMethod]
    public void TestsHaveTheirClassAndOutcome()
    {
        using var folder = new TemporaryFolder();
        var file = folder["run.trx"];
        File.WriteAllText(file, """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>
                <UnitTestResult testId="2" testName="B (&quot;x&quot;)" outcome="Failed" duration="00:00:02">
                  <Output><ErrorInfo><Message>It broke.
            Here.</Message></ErrorInfo></Output>
                </UnitTestResult>
                <UnitTestResult testId="1" testName="A" outcome="Passed" duration="00:00:01.5000000" />
              </Results>
              <TestDefinitions>
                <UnitTest name="A" id="1"><TestMethod className="Some.Space.OneTests" name="A" /></UnitTest>
                <UnitTest name="B" id="2"><TestMethod className="Some.Space.TwoTests, Some" name="B" /></UnitTest>
              </TestDefinitions>
            </TestRun>
            """);
        CollectionAssert.AreEqual(
            new TestOutcome[] { new("OneTests", "A", "Passed", TimeSpan.FromSeconds(1.5)),
                new("TwoTests", "B (\"x\")", "Failed", TimeSpan.FromSeconds(2), "It broke.") },
            TestOutcome.Read(file).ToArray());
    }
}
