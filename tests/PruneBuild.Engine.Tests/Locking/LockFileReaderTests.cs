using PruneBuild.Engine.Locking;

namespace PruneBuild.Engine.Tests.Locking;

[TestClass]
public sealed class LockFileReaderTests
{
    [TestMethod]
    public void WhatWasWrittenIsRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("prune.lock.json"), LockFileWriter.Text(SampleLock.File));
        var read = LockFileReader.Read(folder.File("prune.lock.json"));
        Assert.AreEqual(LockFileWriter.Text(SampleLock.File), LockFileWriter.Text(read.Value!));
        Assert.AreEqual(SampleLock.Sentiment.Measured[2], read.Value!.Find("sentiment")!.Measured[2]);
    }

    [TestMethod]
    public void AbsentFileHasNoEntries() => Assert.IsEmpty(LockFileReader.Read("/nowhere/prune.lock.json").Value!.Models);

    [TestMethod]
    public void MergeConflictIsADiagnosticAtItsLine()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("prune.lock.json", "{\n  \"version\": 1,\n<<<<<<< HEAD\n}");
        var diagnostic = LockFileReader.Read(path).Diagnostics.Single();
        Assert.AreEqual("PB4103", diagnostic.Code);
        Assert.AreEqual(3, diagnostic.Location!.Line);
    }

    [TestMethod]
    [DataRow("{ \"version\": 2, \"models\": {} }", "version is 2")]
    [DataRow("{ \"version\": 1 }", "'models' is missing")]
    [DataRow("{ \"version\": 1, \"models\": { \"m\": { \"engine\": 5 } } }", "")]
    [DataRow("[]", "not an object")]
    [DataRow("{ \"models\": {} }", "states no version")]
    [DataRow(
        "{ \"version\": 1, \"models\": { \"m\": { \"engine\": \"\", \"device\": \"\", \"settings\": \"\", \"inputs\": { \"a\\u0000b\": "
        + "{ \"sha256\": \"x\" } } } } }", "control character")]
    public void OtherJsonIsADiagnostic(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var diagnostic = LockFileReader.Read(folder.Write("prune.lock.json", text)).Diagnostics.Single();
        Assert.AreEqual("PB4103", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, reason);
    }
}
