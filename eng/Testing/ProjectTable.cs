using System.Text;
using System.Text.RegularExpressions;

namespace PruneBuild.Eng.Testing;

/// <summary>Kinds of projects and whether they build, publish and run, as a page.</summary>
internal static partial class ProjectTable
{
    /// <summary>The page, Markdown.</summary>
    /// <param name="tests">The tests of tests/PruneBuild.Packages.Tests.</param>
    /// <param name="system">The system that they ran on, as its runtime identifier.</param>
    public static string Of(IReadOnlyList<TestOutcome> tests, string system)
    {
        var page = new StringBuilder($"""
            # Kinds of projects

            Written by `dotnet run --project eng -- matrix`: each line is a real project, built (or published, packed, tested, watched) by the SDK
            against the packed packages, and run. This page was made on {system}, and says nothing of other systems; the same command tries them there.
            Publishing and drafts of real models take minutes, need packs of the SDK and `../shared`, and are not part of `eng -- test`.


            """.ReplaceLineEndings("\n"));
        foreach (var kind in tests.GroupBy(test => test.Class))
        {
            page.Append("## ").Append(Words(kind.Key[..^"Tests".Length])).Append("\n\n| what | works |\n| --- | --- |\n");
            foreach (var test in kind)
                page.Append("| ").Append(Name(test.Name)).Append(" | ").Append(Verdict(test)).Append(" |\n");
            page.Append('\n');
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static string Verdict(TestOutcome test) => test.Outcome switch
    {
        "Passed" => "yes",
        "NotExecuted" or "Inconclusive" => test.Message.Length == 0 ? "not tried here" : $"not tried here: {Reason(test.Message)}",
        _ => "**no**",
    };

    /// <summary>Without what the test framework puts in front.</summary>
    private static string Reason(string message) =>
        (message.StartsWith("Assert.Inconclusive failed. ", StringComparison.Ordinal)
            ? message["Assert.Inconclusive failed. ".Length..]
            : message).Replace("|", "\\|");

    /// <summary>The name as a sentence, and what is in quotes of its row.</summary>
    private static string Name(string name)
    {
        var data = name.IndexOf('(', StringComparison.Ordinal);
        var sentence = Words((data < 0 ? name : name[..data]).Trim());
        return data < 0 ? sentence : $"{sentence}: {name[data..].Trim('(', ')').Split("\",\"")[0].Trim('"')}";
    }

    private static string Words(string name) => name.Length == 0 ? name
        : name[0] + Humps().Replace(name[1..], match => $" {char.ToLowerInvariant(match.Value[0])}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Humps();
}
