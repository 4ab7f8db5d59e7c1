using PruneBuild.Engine.Data.Preparation.Tokenizers;

namespace PruneBuild.Engine.Tests.Data.Preparation.Tokenizers;

[TestClass]
public sealed class CharacterTokenizerTests
{
    [TestMethod]
    public void CharactersAreNumberedInTheOrderOfTheirCodes()
    {
        // 'é' is U+00E9 and '𝄞' U+1D11E: above all of ASCII, and one character although UTF-16 takes two units for it.
        var tokenizer = CharacterTokenizer.Of("banané 𝄞");
        Assert.AreEqual(6, tokenizer.Count);
        Assert.IsTrue(tokenizer.TryEncode("é ban𝄞", null, out var tokens, out _));
        CollectionAssert.AreEqual(new long[] { 4, 0, 2, 1, 3, 5 }, tokens.Ids);
        CollectionAssert.AreEqual(new long[6], tokens.Types);
    }

    [TestMethod]
    [DataRow("b\na", "b\na\n")]
    [DataRow("b\r\na", "b\r\na\r\n")]
    [DataRow("b\na", "b\r\na\r\n")]
    public void LineEndsOfWindowsChangeNoNumber(string vocabulary, string text)
    {
        var tokenizer = CharacterTokenizer.Of(vocabulary);
        Assert.AreEqual(3, tokenizer.Count);
        Assert.IsTrue(tokenizer.TryEncode(text, null, out var tokens, out _));
        CollectionAssert.AreEqual(new long[] { 2, 0, 1, 0 }, tokens.Ids);
    }

    [TestMethod]
    public void ACharacterThatIsNotInTheVocabularyIsNamed()
    {
        Assert.IsFalse(CharacterTokenizer.Of("abc").TryEncode("abx", null, out _, out var reason));
        Assert.AreEqual("character 'x' (U+0078) is none of the 3 of the vocabulary", reason);
    }
}
