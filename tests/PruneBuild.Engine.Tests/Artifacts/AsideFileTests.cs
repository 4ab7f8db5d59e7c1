using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class AsideFileTests
{
    [TestMethod]
    public void NoNameIsGivenTwice()
    {
        Assert.AreNotEqual(AsideFile.Of("/a/b"), AsideFile.Of("/a/b"));
        Assert.AreEqual(Path.GetDirectoryName("/a/b"), Path.GetDirectoryName(AsideFile.Of("/a/b")));
    }

    [TestMethod]
    public void WhatIsOldAndOfOursGoesAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var place = folder.Write("a.txt", "");
        var ours = new[] { AsideFile.Of(place), folder.File("a.txt.4711.tmp"), folder.File("a.txt.4711.tmp.4711.tmp") };
        var others = new[] { folder.File("a.txt.mine.tmp"), folder.File("a.txt.bad.tmp"), folder.File("a.txt.4711"), AsideFile.Of(folder.File("b.txt")), place };
        var young = AsideFile.Of(place);
        foreach (var file in ours.Concat(others))
        {
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        File.WriteAllText(young, "");
        AsideFile.DeleteAbandoned(place);
        CollectionAssert.AreEquivalent(others.Append(young).ToArray(), Directory.GetFiles(folder.Path));
    }
}
