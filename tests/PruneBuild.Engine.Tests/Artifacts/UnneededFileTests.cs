using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class UnneededFileTests
{
    [TestMethod]
    public void WhatCannotBeDeletedStaysAndFailsNothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("sub/a", "");
        Assert.IsFalse(UnneededFile.TryDelete(folder.File("sub")), "no file, which systems refuse as they refuse one that is open");
        Assert.IsTrue(UnneededFile.TryDelete(file));
        Assert.IsTrue(UnneededFile.TryDelete(file), "gone already");
        Assert.IsTrue(UnneededFile.TryDelete(folder.File("gone/a")), "with its folder");
    }
}
