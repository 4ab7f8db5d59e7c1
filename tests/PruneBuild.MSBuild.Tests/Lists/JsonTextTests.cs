using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.Tests.Lists;

[TestClass]
public sealed class JsonTextTests
{
    [TestMethod]
    public void ValuesOfEveryKindAreRead()
    {
        var root = (Dictionary<string, object?>)JsonText.Parse(
            """ { "a": [1, -2.5e3, true, false, null], "b": {}, "c": [ ], "d": "é \"\\\/\b\f\n\r\t\u00e9" } """)!;
        CollectionAssert.AreEqual(new object?[] { 1d, -2500d, true, false, null }, (List<object?>)root["a"]!);
        Assert.IsEmpty((Dictionary<string, object?>)root["b"]!);
        Assert.IsEmpty((List<object?>)root["c"]!);
        Assert.AreEqual("é \"\\/\b\f\n\r\té", root["d"]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[1,]")]
    [DataRow("[1 2]")]
    [DataRow("{\"a\" 1}")]
    [DataRow("{\"a\": tru}")]
    [DataRow("\"unfinished")]
    [DataRow("\"\\x\"")]
    [DataRow("\"\\u12\"")]
    [DataRow("1 2")]
    [DataRow("--1")]
    [DataRow("nul")]
    public void WhatIsNotJsonIsAFormatError(string text) => Assert.ThrowsExactly<FormatException>(() => JsonText.Parse(text));
}
