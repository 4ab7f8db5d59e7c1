using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation.Tokenizers;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Data.Preparation.Tokenizers;

[TestClass]
public sealed class GraphTokenizerTests
{
    private static readonly SourceSpan place = new("prune.yaml", 3, 4);

    [TestMethod]
    [DataRow(TokenizerKind.Wordpiece, "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n", "it is no vocab.txt of 'kind: wordpiece': no line is [MASK].")]
    [DataRow(TokenizerKind.Wordpiece, "{ \"model\": {} }", "no line is [PAD] or [UNK] or [CLS] or [SEP] or [MASK].")]
    [DataRow(TokenizerKind.TokenizerJson, "[PAD]\n", "it is no tokenizer.json that 'kind: tokenizer-json' reads.")]
    public void AVocabularyOfAnotherKindIsTheFilesFault(TokenizerKind kind, string content, string words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocabulary", content);
        var problem = GraphTokenizer.Open(Step(kind), folder.File("vocabulary")).Diagnostics.Single();
        Assert.AreEqual("PB3022", problem.Code);
        StringAssert.Contains(problem.Message, words);
    }

    private static TokenizeStep Step(TokenizerKind kind) => new(
        new(kind, place), new("vocabulary", place), new(true, place), null, new("text", place), null, new(8, place), place);
}
