using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// SST-2's training set in two files: every eighth sentence judges, the others calibrate. Ten times as many judge as in the development
/// set, so that what is measured depends less on which ones they are.
/// </summary>
internal static class HeldOutSentences
{
    /// <summary>How many sentences judge.</summary>
    public const int Count = 8418;

    private const int Every = 8;
    private static readonly Lazy<string> Written = new(Write);

    /// <summary>The folder with <c>judge.tsv</c> and <c>calibrate.tsv</c>, written when first asked for.</summary>
    public static string Folder => Written.Value;

    private static string Write()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "prunebuild-held-out-sentences")).FullName;
        var lines = File.ReadAllLines(SharedFolder.Require("data", "sst2", "train.tsv"));
        var (header, sentences) = (lines[0], lines[1..]);
        var judging = sentences.Where((_, index) => index % Every == Every - 1).ToArray();
        if (judging.Length != Count)
            throw new InvalidDataException($"{judging.Length} sentences would judge, not {Count}: the training set is another one.");
        File.WriteAllLines(Path.Combine(folder, "judge.tsv"), [header, .. judging]);
        File.WriteAllLines(Path.Combine(folder, "calibrate.tsv"), [header, .. sentences.Where((_, index) => index % Every != Every - 1)]);
        return folder;
    }
}
