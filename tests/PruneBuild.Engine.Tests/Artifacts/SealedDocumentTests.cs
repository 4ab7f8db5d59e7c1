using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class SealedDocumentTests
{
    [TestMethod]
    public void AnUnsignedDocumentIsWholeOrNot()
    {
        var stored = SealedDocument.Seal("text\n", "key", null);
        Assert.AreEqual("text\n", SealedDocument.Open(stored, "key", null));
        Assert.IsNull(SealedDocument.Open(stored + "x", "key", null));
        Assert.IsNull(SealedDocument.Open("", "key", null));
    }

    [TestMethod]
    public void ASignatureHoldsForItsKeyAndSecretOnly()
    {
        var stored = SealedDocument.Seal("text", "key", "secret");
        Assert.AreEqual("text", SealedDocument.Open(stored, "key", "secret"));
        Assert.AreEqual("text", SealedDocument.Open(stored, "key", null), "Who has no secret cannot check it.");
        Assert.IsNull(SealedDocument.Open(stored, "other", "secret"));
        Assert.IsNull(SealedDocument.Open(stored, "key", "guess"));
        Assert.IsNull(SealedDocument.Open(SealedDocument.Seal("text", "key", null), "key", "secret"));
    }
}
