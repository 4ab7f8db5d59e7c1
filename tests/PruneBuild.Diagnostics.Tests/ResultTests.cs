namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed class ResultTests
{
    [TestMethod]
    public void AFailureKeepsItsDiagnosticsUnderAnotherType()
    {
        var failed = Result<int>.Fail(DiagnosticCatalog.ManifestTab, new SourceSpan("prune.yaml", 2, 1)).As<string>();
        Assert.IsFalse(failed.IsOk);
        Assert.AreEqual("PB1003", failed.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void ASuccessCannotChangeItsType() => Assert.ThrowsExactly<InvalidOperationException>(() => Result<int>.Ok(1).As<string>());
}
