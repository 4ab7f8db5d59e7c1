using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class SplitMix64Tests
{
    /// <summary>The first numbers of the authors' code from the state 1234567.</summary>
    [TestMethod]
    public void ItIsThePublishedSequence()
    {
        var state = 1234567UL;

        ulong[] numbers = [.. Enumerable.Range(0, 5).Select(_ => SplitMix64.Next(ref state))];

        CollectionAssert.AreEqual(
            new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 },
            numbers);
    }
}
