using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class DelimitedReaderTests
{
    [TestMethod]
    [DataRow("a,b\n1\n", "PB3024", "has 1 field, and the header names 2.", 2)]
    [DataRow("a,b\n1,2\n1,2,3\n", "PB3024", "has 3 fields, and the header names 2.", 3)]
    [DataRow("0,5,0\n1,2,3\n", "PB3022", "two columns are called '0' (write 'header: false' where the first line holds no names)", 1)]
    public void WhatIsNoTableIsToldWithAWayOut(string text, string code, string words, int line)
    {
        using var folder = new TemporaryFolder();

        var problem = DelimitedReader.Read(folder.Write("a.csv", text)).Diagnostics.Single();

        Assert.AreEqual((code, line), (problem.Code, problem.Location!.Line));
        StringAssert.Contains(problem.Message, words);
    }
}
