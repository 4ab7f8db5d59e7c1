using System.Globalization;
using System.Xml.Linq;

namespace PruneBuild.Eng.Testing;

/// <summary>How one test ended.</summary>
/// <param name="Class">Name of its class, without the namespace.</param>
/// <param name="Name">Its name, with the data of its row.</param>
/// <param name="Outcome"><c>Passed</c>, <c>Failed</c>, <c>NotExecuted</c>, …</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Message">First line of what it said about its outcome; empty for nothing.</param>
internal sealed record TestOutcome(string Class, string Name, string Outcome, TimeSpan Duration, string Message = "")
{
    /// <summary>The tests of a run, in the order of classes and names.</summary>
    /// <param name="trx">A results file as the "trx" logger writes it.</param>
    public static IReadOnlyList<TestOutcome> Read(string trx)
    {
        var document = XDocument.Load(trx);
        var classes = Elements(document, "UnitTest").ToDictionary(
            test => test.Attribute("id")!.Value,
            test => test.Elements().First(element => element.Name.LocalName == "TestMethod").Attribute("className")!.Value
                .Split(',')[0].Split('.')[^1]);
        return
        [
            .. Elements(document, "UnitTestResult").Select(result => new TestOutcome(
                    classes[result.Attribute("testId")!.Value],
                    result.Attribute("testName")!.Value,
                    result.Attribute("outcome")!.Value,
                    TimeSpan.Parse(result.Attribute("duration")?.Value ?? "0:0:0", CultureInfo.InvariantCulture),
                    FirstLine(result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value ?? "")))
                .OrderBy(test => test.Class, StringComparer.Ordinal).ThenBy(test => test.Name, StringComparer.Ordinal),
        ];
    }

    private static string FirstLine(string message) => message.Trim().Split('\n')[0].Trim();

    private static IEnumerable<XElement> Elements(XDocument document, string name) =>
        document.Descendants().Where(element => element.Name.LocalName == name && element.HasAttributes);
}
