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
        var others = new[] { folder.File("a.txt.mine.tmp"), folder.File("a.txt.bad.tmp"), folder.File("a.txt.4711"),
            AsideFile.Of(folder.File("b.txt")), place };
        var young = AsideFile.Of(place);
        var another = System.Text.RegularExpressions.Regex.Replace(AsideFile.Of(place), "-[0-9a-f]{8}-", $"-{Ended():x8}-");
        var elsewhere = another.Replace("a.txt.", "a.txt.00000000", StringComparison.Ordinal).Remove(folder.File("a.txt.").Length + 8, 8);
        foreach (var file in ours.Concat(others))
        {
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        foreach (var file in new[] { young, another, elsewhere })
            File.WriteAllText(file, "");
        AsideFile.DeleteAbandoned(place);
        CollectionAssert.AreEquivalent(others.Append(young).Append(elsewhere).ToArray(), Directory.GetFiles(folder.Path));
    }

    /// <summary>The number of a process that is no more.</summary>
    private static int Ended()
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.Id;
    }
}
