using System.Buffers.Binary;
using PruneBuild.Engine.Data.Preparation.Tokenizers;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data.Preparation.Tokenizers;

[TestClass]
public sealed class Llama2cTokenizerTests
{
    [TestMethod]
    public void TheHighestScoreMergesFirstAndTheLeftmostOfEquals()
    {
        // "ab" before "bc": of "abc" it leaves "ab" + "c". Of "aaa" the left two merge.
        CollectionAssert.AreEqual(new[] { "ab", "c" }, Pieces("abc", ("ab", -1), ("bc", -2)));
        CollectionAssert.AreEqual(new[] { "a", "bc" }, Pieces("abc", ("ab", -2), ("bc", -1)));
        CollectionAssert.AreEqual(new[] { "aa", "a" }, Pieces("aaa", ("aa", -1)));
        CollectionAssert.AreEqual(new[] { "abc" }, Pieces("abc", ("ab", -1), ("abc", -2)));
    }

    [TestMethod]
    public void WhatIsNoPieceBecomesItsBytes()
    {
        var ids = Encode("é");
        CollectionAssert.AreEqual(new long[] { 1, 259, 3 + 0xC3, 3 + 0xA9 }, ids);
    }

    [TestMethod]
    public void EveryDocumentBegins() =>
        CollectionAssert.AreEqual(new long[] { 1, 259, 260, 1, 259, 261 }, Encode("a\n<|endoftext|>\nb<|endoftext|>"));

    [TestMethod]
    public void StoriesBecomeTheTokensThatTheModelWasTrainedOn()
    {
        var (text, stream) = (SharedFolder.Require("data", "tinystories", "tinystories_sample.txt"),
            SharedFolder.Require("data", "tinystories", "tok512_200stories.u16"));
        using var tokenizer = Open(SharedFolder.Require("data", "stories260k", "tok512.bin"));
        var starts = File.ReadAllBytes(SharedFolder.Require("data", "tinystories", "tok512_200stories.offsets.u32"));
        var expected = File.ReadAllBytes(stream);
        var stories = File.ReadAllText(text).Split("<|endoftext|>", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var story = 0; story < 200; story++)
        {
            Assert.IsTrue(tokenizer.TryEncode(stories[story], null, out var tokens, out _));
            var (from, to) = (Start(story), Start(story + 1));
            var ids = Enumerable.Range(from, to - from)
                .Select(i => (long)BinaryPrimitives.ReadUInt16LittleEndian(expected.AsSpan(2 * i))).ToArray();
            CollectionAssert.AreEqual(ids, tokens.Ids[..ids.Length], $"story {story}");
        }

        int Start(int story) => (int)BinaryPrimitives.ReadUInt32LittleEndian(starts.AsSpan(4 * story));
    }

    [TestMethod]
    public void AFileThatIsNoneIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tokenizer.bin"), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
        Assert.AreEqual("PB3022", Llama2cTokenizer.Open(folder.File("tokenizer.bin")).Diagnostics.Single().Code);
        Assert.AreEqual("PB3020", Llama2cTokenizer.Open(folder.File("gone.bin")).Diagnostics.Single().Code);
    }

    private static string[] Pieces(string text, params (string Piece, float Score)[] merges)
    {
        string[] singles = [" ", "a", "b", "c"];
        var names = singles.Concat(merges.Select(merge => merge.Piece)).ToArray();
        var ids = Encode(text, merges);
        // Token 1 and the space that every document begins with.
        CollectionAssert.AreEqual(new long[] { 1, 259 }, ids[..2]);
        return [.. ids[2..].Select(id => names[id - 259])];
    }

    private static long[] Encode(string text, params (string Piece, float Score)[] merges)
    {
        using var folder = new TemporaryFolder();
        using (var file = new BinaryWriter(File.Create(folder.File("tokenizer.bin"))))
        {
            file.Write(9);
            string[] special = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), " ", "a", "b", "c"];
            foreach (var (piece, score) in special.Select(piece => (piece, -100f))
                .Concat(merges.Select(merge => (merge.Piece, merge.Score))))
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(piece);
                file.Write(score);
                file.Write(bytes.Length);
                file.Write(bytes);
            }
        }

        using var tokenizer = Open(folder.File("tokenizer.bin"));
        Assert.IsTrue(tokenizer.TryEncode(text, null, out var tokens, out _));
        return tokens.Ids;
    }

    private static ITokenizer Open(string path)
    {
        var opened = Llama2cTokenizer.Open(path);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        return opened.Value;
    }
}
