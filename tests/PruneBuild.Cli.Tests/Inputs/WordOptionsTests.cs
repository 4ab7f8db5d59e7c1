using System.CommandLine;
using PruneBuild.Cli.Output;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Cli.Tests.Inputs;

[TestClass]
public sealed class WordOptionsTests
{
    [TestMethod]
    public void EveryValueHasAWord()
    {
        CollectionAssert.AreEquivalent(Enum.GetValues<OutputFormat>(), OutputFormats.Words.Select(one => one.Value).ToArray());
        CollectionAssert.AreEquivalent(Enum.GetValues<Verbosity>(), Verbosities.Words.Select(one => one.Value).ToArray());
        CollectionAssert.AreEquivalent(Enum.GetValues<OnFail>(), OnFailWords.All.Select(one => one.Value).ToArray());
    }

    [TestMethod]
    [DataRow("q", Verbosity.Quiet)]
    [DataRow("quiet", Verbosity.Quiet)]
    [DataRow("diag", Verbosity.Diagnostic)]
    [DataRow("diagnostic", Verbosity.Diagnostic)]
    public void AWordIsWrittenShortOrLong(string word, object verbosity) =>
        Assert.AreEqual(verbosity, Parsed("-v", word).GetValue(GlobalOptions.Verbosity));

    [TestMethod]
    [DataRow("q(uiet)")]
    [DataRow("Quiet")]
    [DataRow("0")]
    public void NothingElseIsAWord(string word) => Assert.HasCount(1, Parsed("-v", word).Errors);

    [TestMethod]
    public void WhatIsWrongWithOneOptionLeavesTheOthersAndItsDefault()
    {
        var invocation = Invocation.Of(
            Parsed("-v", "x", "--format", "sarif"), new Terminal(TextWriter.Null, TextWriter.Null, "/", false, false), default);
        Assert.AreEqual(Verbosity.Normal, invocation.Verbosity);
        Assert.AreEqual(OutputFormat.Sarif, invocation.Format);
    }

    [TestMethod]
    public void CompletionsAreTheWords()
    {
        var words = Parsed("--format", "").GetResult(GlobalOptions.Format)!.Option
            .GetCompletions(System.CommandLine.Completions.CompletionContext.Empty);
        CollectionAssert.AreEquivalent(new[] { "text", "json", "sarif", "github", "msbuild" }, words.Select(word => word.Label).ToArray());
    }

    private static ParseResult Parsed(params string[] arguments) =>
        Tool.Root(new Terminal(TextWriter.Null, TextWriter.Null, "/", false, false), ["check"]).Parse(["check", .. arguments]);
}
