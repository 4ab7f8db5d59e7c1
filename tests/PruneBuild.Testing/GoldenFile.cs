using System.Runtime.CompilerServices;

namespace PruneBuild.Testing;

/// <summary>
/// Text beside a test, <c>&lt;Test&gt;.&lt;case&gt;.expected.txt</c>. A mismatch writes <c>.actual.txt</c> next to it and shows the first
/// difference; with <c>PRUNEBUILD_ACCEPT=1</c> the text is accepted instead, which is refused where <c>CI</c> is set.
/// </summary>
public static class GoldenFile
{
    /// <summary>Compares a text with the expected file beside the calling test, up to line ends.</summary>
    /// <param name="actual">What the code gave. Only what is exact: indices, shapes, counts, codes.</param>
    /// <param name="caseName">Part of the file's name.</param>
    /// <param name="testFile">The calling file; leave it to the compiler.</param>
    public static void Matches(string actual, string caseName, [CallerFilePath] string testFile = "") =>
        Matches(actual, PathOf(testFile, caseName), Environment.GetEnvironmentVariable);

    /// <summary>The same with the path given and the environment as a function.</summary>
    public static void Matches(string actual, string expectedPath, Func<string, string?> environment)
    {
        var text = Normalize(actual);
        var expected = File.Exists(expectedPath) ? Normalize(File.ReadAllText(expectedPath)) : null;
        var actualPath =
            (expectedPath.EndsWith(".expected.txt", StringComparison.Ordinal) ? expectedPath[..^".expected.txt".Length] : expectedPath)
            + ".actual.txt";
        if (text == expected)
        {
            File.Delete(actualPath);
            return;
        }
        if (environment("PRUNEBUILD_ACCEPT") == "1")
        {
            Accept(text, expectedPath, actualPath, environment);
            return;
        }
        File.WriteAllText(actualPath, text);
        throw new AssertFailedException($"{Path.GetFileName(expectedPath)} differs: {Difference(expected, text)} "
            + $"Compare with {Path.GetFileName(actualPath)}; PRUNEBUILD_ACCEPT=1 accepts.");
    }

    private static void Accept(string text, string expectedPath, string actualPath, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("CI")))
            throw new AssertFailedException("PRUNEBUILD_ACCEPT is refused on CI: accept on a developer's machine and commit.");
        File.WriteAllText(expectedPath, text);
        File.Delete(actualPath);
    }

    private static string Difference(string? expected, string actual)
    {
        if (expected is null)
            return "there is no expected file yet.";
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line])
            line++;
        return $"line {line + 1}\n  - {before.ElementAtOrDefault(line) ?? "(end)"}\n  + {after.ElementAtOrDefault(line) ?? "(end)"}\n";
    }

    // Source paths are mapped in deterministic builds, so the file is looked up by its place below the repository.
    private static string PathOf(string testFile, string caseName)
    {
        var name = $"{Path.GetFileNameWithoutExtension(testFile)}.{caseName}.expected.txt";
        var folder = Path.GetDirectoryName(testFile)!.Replace('\\', '/');
        var below = folder.LastIndexOf("/tests/", StringComparison.Ordinal);
        return Path.Combine(SharedFolder.Repository(), folder[(below + 1)..], name);
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
