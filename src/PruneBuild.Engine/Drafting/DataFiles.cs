namespace PruneBuild.Engine.Drafting;

/// <summary>Finds data beside what was named: the file to judge on, the vocabulary of a model.</summary>
internal static class DataFiles
{
    private static readonly char[] Separators = ['.', '-', '_', ' '];
    private static readonly string[] Training = ["train", "training", "calibration", "calib"];
    private static readonly string[] Judging = ["dev", "validation", "valid", "val", "eval", "test", "t10k", "testing"];
    private static readonly string[] Vocabularies = ["tokenizer.json", "vocab.txt", "vocabulary.txt"];

    /// <summary>The file or folder beside this one that holds records to judge on; the path itself when there is none.</summary>
    /// <remarks><c>train.tsv</c> has <c>dev.tsv</c> or <c>test.tsv</c>; of several, the word that comes first in the list, then the name most like it.</remarks>
    public static string Validation(string calibration)
    {
        var (folder, name) = (Path.GetDirectoryName(calibration) ?? "", Path.GetFileName(calibration));
        if (!Parts(name).Any(part => Training.Any(word => part.StartsWith(word, StringComparison.Ordinal))))
            return calibration;
        var candidates = (Directory.Exists(calibration) ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder))
            .Where(path => Directory.Exists(calibration) || Extension(path) == Extension(calibration))
            .Select(path => (Path: path, Rank: Rank(Path.GetFileName(path))))
            .Where(candidate => candidate.Rank >= 0)
            .OrderByDescending(candidate => Parts(Path.GetFileName(candidate.Path)).Intersect(Parts(name)).Count())
            .ThenBy(candidate => candidate.Rank)
            .ThenBy(candidate => candidate.Path, StringComparer.Ordinal);
        return candidates.Select(candidate => candidate.Path).FirstOrDefault() ?? calibration;
    }

    /// <summary>Files and folders of records to calibrate on, in these folders and in <c>data</c> below them.</summary>
    public static IEnumerable<string> Calibrations(params IEnumerable<string> folders) =>
        from folder in folders.SelectMany(folder => (string[])[folder, Path.Combine(folder, "data"), Path.Combine(folder, "data", "images")]).Distinct()
        where Directory.Exists(folder)
        from path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)
        where Training.Contains(Parts(Path.GetFileName(path)).First())
        select path;

    /// <summary>The vocabulary in the first of these folders that has one; null when none has.</summary>
    public static string? Vocabulary(params IEnumerable<string> folders) =>
        folders.SelectMany(folder => Vocabularies.Select(name => Path.Combine(folder, name))
                .Concat(Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*vocab*.txt").Order(StringComparer.Ordinal) : []))
            .FirstOrDefault(File.Exists);

    private static int Rank(string name) =>
        Array.FindIndex(Judging, word => Parts(name).Any(part => part == word || (word == "t10k" && part.StartsWith(word, StringComparison.Ordinal))));

    private static string[] Parts(string name) =>
        name.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static string Extension(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
