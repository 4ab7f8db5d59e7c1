using System.Globalization;
using System.Text.RegularExpressions;

namespace PruneBuild.Architecture.Tests;

/// <summary>What <c>max_line_length</c> in .editorconfig says, which no analyser looks at.</summary>
[TestClass]
public sealed partial class LineLengthTests
{
    private static readonly string[] folders = ["src", "tests", "eng", "sample-app"];

    [TestMethod]
    public void NoLineIsLongerThanTheEditorConfigSays()
    {
        var limit = int.Parse(Limit().Match(Tree.Text(".editorconfig")).Groups[1].Value, CultureInfo.InvariantCulture);
        var files = folders.SelectMany(folder => Tree.Sources(folder).Select(file => $"{folder}/{file}")).ToList();
        Assert.IsGreaterThan(100, files.Count, "The sources have moved: this test looks at nothing.");

        var tooLong =
            from file in files
            from number in TooLong(Tree.Text(file).Split('\n'), limit)
            select $"{file}({number})";

        Assert.AreEqual("", string.Join("; ", tooLong), $"Lines of more than {limit} characters");
    }

    /// <summary>Numbers of lines that are too long. Raw strings are as long as what they quote.</summary>
    private static IEnumerable<int> TooLong(string[] lines, int limit)
    {
        var quotes = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var marks = RawQuotes().Count(lines[i]);
            if (lines[i].TrimEnd('\r').Length > limit && !quotes && marks == 0)
                yield return i + 1;
            quotes ^= marks % 2 == 1;
        }
    }

    [GeneratedRegex(@"^max_line_length = (\d+)", RegexOptions.Multiline)]
    private static partial Regex Limit();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();
}
