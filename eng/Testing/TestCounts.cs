using System.Globalization;
using System.Xml.Linq;

namespace PruneBuild.Eng.Testing;

/// <summary>How many tests ended which way.</summary>
/// <param name="Passed">Tests that held.</param>
/// <param name="Failed">Tests that did not hold, or did not end.</param>
/// <param name="Skipped">Tests that were not run, or could not decide because something they need is not there.</param>
internal sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>Whether the run may be called good: something ran, and nothing failed.</summary>
    public bool Good => Passed > 0 && Failed == 0;

    /// <summary>Sums the results of one test run.</summary>
    /// <param name="trx">A results file as the "trx" logger writes it.</param>
    public static TestCounts Read(string trx)
    {
        var counters = XDocument.Load(trx).Descendants().Single(element => element.Name.LocalName == "Counters");
        var passed = Count(counters, "passed");
        var failed = Count(counters, "failed") + Count(counters, "error") + Count(counters, "timeout") + Count(counters, "aborted");
        return new TestCounts(passed, failed, Count(counters, "total") - passed - failed);
    }

    /// <summary>Adds two runs.</summary>
    public static TestCounts operator +(TestCounts left, TestCounts right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Passed} passed, {Failed} failed, {Skipped} skipped");

    private static int Count(XElement counters, string name) =>
        int.Parse(counters.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
}
